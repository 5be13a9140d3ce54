import type { Principal, Role } from "../../../src/app/access/principal.ts";
import type { CommandContext } from "../../../src/app/commandHandler.ts";
import type { Muster } from "../../../src/app/muster.ts";
import type { MemberDetails, RosterMember } from "../../../src/app/ports/rosterQueries.ts";
import { noTickets } from "./noTickets.ts";
import type { ChangeEvent } from "../../../src/domain/change/messages.ts";
import type { Command } from "../../../src/domain/command.ts";
import type { ScheduledChange } from "../../../src/app/scheduling/schedule.ts";
import { id, member, queue } from "../roster/support.ts";

const cover = (...names: readonly string[]): RosterMember["queues"] =>
  names.map((name) => ({ queue: name, type: "primary", assignedDate: "2025-01-01" }));

export const people: readonly RosterMember[] = [
  { ...member(1, "Ada Lovelace", "ada@example.com"), title: "Countess", queues: cover("Cloud", "Night") },
  { ...member(2, "Grace Hopper", "grace@example.com"), managerId: id(1), queues: cover("Cloud") },
  { ...member(3, "Edsger Dijkstra", "edsger@example.com", false) },
  { ...member(4, "Barbara Liskov", "barbara@example.com"), team: "platform", queues: cover("Night") },
];

const queues = [queue(11, "Cloud"), queue(12, "Night"), queue(13, "Archive")];

export const as = (role: Role, team: string | null = null, memberId: string | null = null): Principal => ({
  actor: { issuer: "test", subject: role },
  roles: [role],
  team,
  memberId,
});

const details = (row: RosterMember): MemberDetails => ({
  ...row,
  timezone: null,
  skills: [],
  revision: 3n,
  position: 40n,
  updatedAt: "2026-01-01T00:00:00.000Z",
});

const coverOf = (n: number) => ({ memberId: id(n), queueId: id(13), assignmentType: "primary" as const });

/** The id of the change by which this person is to cover the archive. */
export const pendingOf = (n: number): string => `00000000-0000-4000-8000-10000000000${n}`;

function scheduledAs(n: number, on: string, standing: "pending" | "failed"): Omit<ScheduledChange, "events"> {
  const commands: readonly Command[] = [{ type: "AssignQueue", data: { ...coverOf(n), on } }];
  const change = { changeId: pendingOf(n), about: { kind: "member", id: id(n) }, on, commands, standing } as const;
  return { change, revision: 0n };
}

const recordedAt = (n: number, event: ChangeEvent): ScheduledChange["events"][0] => ({
  ...{ ...event, stream: `change-${pendingOf(n)}`, position: BigInt(n), revision: 0n },
  meta: {
    ...{ eventId: `e-${n}`, commandId: "c", correlationId: "c", causationId: "c", reason: "agreed" },
    ...{ actor: { issuer: "test", subject: "hr" }, recordedAt: "2026-01-01T00:00:00.000Z" },
    ...{ effectiveOn: "2026-01-01", schemaVersion: 1 },
  },
});

function pending(n: number): ScheduledChange {
  const { change, revision } = scheduledAs(n, `2026-02-01`, "pending");
  const { changeId, about, on, commands } = change;
  return {
    ...{ change, revision },
    events: [recordedAt(n, { type: "ChangeScheduled", data: { changeId, about, on, commands } })],
  };
}

function failedOne(n: number): ScheduledChange {
  const { change, revision } = scheduledAs(n, "2026-02-02", "failed");
  const { changeId, about, on, commands } = change;
  const why = { changeId, about, on, code: "queue-closed", sentence: "It is closed." } as const;
  return {
    ...{ change, revision },
    events: [
      recordedAt(n, { type: "ChangeScheduled", data: { changeId, about, on, commands } }),
      recordedAt(n, { type: "ChangeFailed", data: why }),
    ],
  };
}

const unasked = (): never => {
  throw new Error("No function asks for this.");
};

/** A Muster over these people; what reached its command handler is kept, and what a test replaces is replaced. */
export function musterWith(replaced: Partial<Muster> = {}) {
  const ordered: { readonly commands: readonly Command[]; readonly context: CommandContext }[] = [];
  const known = (text: string) => (row: RosterMember) =>
    row.memberId === text || row.name === text || row.email === text.toLowerCase();
  const muster: Muster = {
    toCome: () => Promise.resolve(undefined),
    past: { positionAt: unasked, newest: unasked, recordedBy: unasked, at: unasked },
    commands: {
      handle: (commands, context) => {
        ordered.push({ commands, context });
        const [{ data }] = commands;
        const outcome = { id: "memberId" in data ? data.memberId : data.queueId, revision: 4n, position: 41n };
        return Promise.resolve({ ...outcome, events: [] });
      },
      plan: unasked,
    },
    undo: async (eventId, context) => {
      // Whoever may not take it back is told so before anything is recorded.
      const data = { ...coverOf(Number(eventId.slice(-1))), assignmentId: "a" };
      await context.permit?.([{ type: "QueueAssigned", data }]);
      return { id: id(Number(eventId.slice(-1))), revision: 5n, position: 43n, events: [] };
    },
    erasures: { plan: unasked, erase: unasked },
    retention: { list: unasked, run: unasked },
    holds: { place: unasked, release: unasked, list: unasked, on: unasked },
    scheduled: {
      list: () => Promise.resolve({ pending: [pending(1)], failed: [failedOne(4)] }),
      change: (changeId) => Promise.resolve(pending(Number(changeId.slice(-1)))),
      move: (changeId, on) => Promise.resolve({ changeId, on, position: 42n }),
      cancel: (changeId) => Promise.resolve({ changeId, on: "2026-02-01", position: 42n }),
      ...{ foretold: unasked, applyDue: unasked },
    },
    queries: {
      roster: ({ team, all } = {}) =>
        Promise.resolve(people.filter((row) => (all || row.active) && (team === undefined || row.team === team))),
      contacts: unasked,
      member: (memberId) => Promise.resolve(people.filter((row) => row.memberId === memberId).map(details)[0]),
      findMembers: (text) => Promise.resolve(people.filter(known(text))),
      queues: () => Promise.resolve(queues),
      findQueues: (text) => Promise.resolve(queues.filter(({ name }) => name === text)),
      coverage: () =>
        Promise.resolve(
          queues.map(({ queueId, name, minimum }) => ({
            ...{ queueId, queue: name, minimum, primary: 1, backup: 0, trainee: 0, covered: name !== "Archive" },
          })),
        ),
      history: (memberId) =>
        Promise.resolve(
          [1, 2, 3].map((n) => ({
            ...{ historyId: `e-${n}`, memberId, changeType: "MemberRenamed", fieldName: "name", oldValue: null },
            ...{ newValue: `Ada ${n}`, effectiveOn: "2025-01-01", changedAt: "2026-01-01T00:00:00.000Z" },
            ...{ changedBy: "os:ada", reason: "married", eventId: "e", position: BigInt(n) },
          })),
        ),
    },
    sheets: { members: unasked },
    figures: { facts: unasked, changes: unasked },
    rehearsal: unasked,
    pages: {
      ...{ members: unasked, history: unasked, teams: unasked, queues: unasked, queue: unasked, queueMembers: unasked },
      ...{ coverage: unasked, reports: unasked, reportsOf: unasked, memberIds: unasked, positionBefore: unasked },
    },
    recall: () => Promise.resolve({ id: id(1), revision: 4n, position: 41n, events: [] }),
    sign: () => Promise.resolve("00".repeat(32)),
    reads: { recorded: false, record: () => Promise.resolve(), find: unasked },
    answers: { begin: unasked, finish: unasked, release: unasked },
    tickets: noTickets,
    calendar: () => Promise.resolve({ timezone: "UTC", today: () => "2026-01-10" }),
    clock: { now: () => new Date("2026-01-10T00:00:00Z"), today: () => "2026-01-10" },
    whereabouts: {
      ...{ home: "/nowhere", homeChosenBy: "test", keyFile: "", databaseUrl: "", embedded: true, log: "postgres" },
    },
    events: unasked,
    findEvents: unasked,
    whatIf: () =>
      Promise.resolve({
        ...{ asOf: "2026-01-07", events: [], refusals: [], rows: [], coverage: [], managers: [], conflicts: [] },
        seen: new Map(),
      }),
    settle: (position) => Promise.resolve({ position, fileProblem: undefined }),
    waitFor: (position) => Promise.resolve(position),
    run: unasked,
    rebuild: unasked,
    rotateKeys: unasked,
    exportAudit: unasked,
    auditArchive: unasked,
    ledger: { keys: unasked, rotateKey: unasked, file: unasked, state: unasked },
    verify: unasked,
    fallback: () => Promise.resolve(undefined),
    importRoster: unasked,
    rollback: unasked,
    exportTeam: (team = "") =>
      Promise.resolve({
        team_source: "database",
        my_team: {
          ...{ team, queues: team === "engineering" ? ["Cloud", "Night", "Archive"] : ["Night"] },
          members: people
            .filter((row) => row.active && row.team === team)
            .map(({ name, email }) => ({ name, email, queues: [] })),
          query: { command: "", sql: "" },
          sync: { position: "40", recordedAt: "", generatedAt: "", log: "", sha256: "" },
        },
      }),
    status: unasked,
    health: unasked,
    tracing: unasked,
    head: unasked,
    followEvents: unasked,
    tally: { appends: 0, events: 0, conflicts: 0 },
    databaseRoles: unasked,
    access: { authenticate: unasked, admit: unasked, keys: { create: unasked, list: unasked, revoke: unasked } },
    file: { path: () => Promise.resolve(undefined), team: unasked, status: unasked, backup: unasked },
    close: unasked,
    ...replaced,
  };
  return { muster, ordered };
}
