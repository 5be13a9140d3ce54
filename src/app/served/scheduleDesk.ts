import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { authorise, confinedTo, mayDo } from "../access/access.ts";
import { findable } from "../access/findable.ts";
import { authoriseCommand, givenBy } from "../access/guardedCommands.ts";
import type { Principal } from "../access/principal.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Muster } from "../muster.ts";
import type { Key, Slice } from "../ports/rosterPages.ts";
import { references } from "../roster/references.ts";
import type { ScheduledChange } from "../scheduling/schedule.ts";
import type { ChangeOutcome } from "../scheduling/scheduledChanges.ts";
import { type SeenChange, seenChange } from "../scheduling/seenChange.ts";
import { type Page, page } from "./page.ts";

/** Which changes are asked for; a member is given as a person names them. */
export type ScheduledAsked = {
  readonly state?: "pending" | "failed" | undefined;
  readonly member?: string | undefined;
  readonly team?: string | undefined;
};

/**
 * What is to come, for one principal: they see what concerns those whose history they may see, and move and cancel what
 * they might have scheduled. All throw `AccessDenied`.
 */
export type ScheduleDesk = {
  /** What is pending and what failed, by date and then in the order in which it was scheduled. */
  list(asked: ScheduledAsked, slice: Slice): Promise<Page<SeenChange>>;
  /** One of them, whatever has become of it. @throws {Rejection} `change-unknown` */
  change(changeId: string): Promise<SeenChange>;
  /** @throws {Rejection} as scheduling it for that day would be; `change-not-pending` */
  move(changeId: string, to: LocalDate, context: CommandContext): Promise<ChangeOutcome>;
  /** @throws {Rejection} `change-not-pending` */
  cancel(changeId: string, context: CommandContext): Promise<ChangeOutcome>;
};

type Scheduling = Pick<Muster, "scheduled" | "queries">;

export function scheduleDesk(muster: Scheduling, principal: Principal): ScheduleDesk {
  const { scheduled, queries } = muster;
  const order = async (changeId: string, context: CommandContext): Promise<CommandContext> => {
    const found = await scheduled.change(changeId);
    for (const command of found.change.commands ?? []) await authoriseCommand(principal, command, queries);
    return givenBy(principal, queries, context);
  };
  return {
    async list(asked, slice) {
      const wanted = await wantedBy(muster, principal, asked);
      const { pending, failed } = await scheduled.list();
      const inOrder = [...pending, ...failed].toSorted(byDay).filter((each) => isAfter(each, slice.after));
      const shown: ScheduledChange[] = [];
      for (const each of inOrder) {
        if (shown.length > slice.limit) break;
        if (await wanted(each)) shown.push(each);
      }
      const found = await page({ limit: slice.limit }, () => Promise.resolve(shown), keyOf);
      return { ...found, items: found.items.map(seenChange) };
    },
    async change(changeId) {
      confinedTo(principal, "read-history");
      const found = await scheduled.change(changeId);
      for (const team of await teamsOf(muster, found)) authorise(principal, { kind: "read-history", team });
      return seenChange(found);
    },
    async move(changeId, to, context) {
      confinedTo(principal, "change-assignment");
      return scheduled.move(changeId, to, await order(changeId, context));
    },
    async cancel(changeId, context) {
      confinedTo(principal, "change-assignment");
      return scheduled.cancel(changeId, await order(changeId, context));
    },
  };
}

type Wanted = (change: ScheduledChange) => Promise<boolean>;

async function wantedBy(muster: Scheduling, principal: Principal, asked: ScheduledAsked): Promise<Wanted> {
  const team = asked.team ?? confinedTo(principal, "read-history");
  if (asked.team !== undefined) authorise(principal, { kind: "read-history", team: asked.team });
  const memberId = asked.member === undefined ? undefined : await memberAsked(muster, principal, asked.member);
  const teams = remembered((id: string) => muster.queries.member(id));
  return async (found) => {
    const { change } = found;
    if (asked.state !== undefined && change.standing !== asked.state) return false;
    if (memberId !== undefined && !membersIn(found).includes(memberId)) return false;
    const concerned = await teamsOf({ queries: { member: teams } }, found);
    if (team !== undefined && !concerned.includes(team)) return false;
    return concerned.every((each) => mayDo(principal, { kind: "read-history", team: each }));
  };
}

async function memberAsked({ queries }: Scheduling, principal: Principal, reference: string): Promise<string> {
  const memberId = await references({ ...queries, ...findable(principal, queries) }).member(reference);
  // Who is to join has no row yet, and is of the team that the change says.
  const member = await queries.member(memberId);
  if (member) authorise(principal, { kind: "read-history", team: member.team });
  return memberId;
}

const membersIn = ({ change: { about, commands } }: ScheduledChange): readonly string[] => [
  ...(about.kind === "member" ? [about.id] : []),
  ...(commands ?? []).flatMap(({ data }) => ("memberId" in data ? [data.memberId] : [])),
];

type Teams = { readonly queries: { member(memberId: string): Promise<{ readonly team: string } | undefined> } };

/** Whose teams a change concerns; null is that of a queue, or of somebody of whom nothing is known. */
async function teamsOf(muster: Teams, found: ScheduledChange): Promise<readonly (string | null)[]> {
  const { about, commands } = found.change;
  const subjects = commands ?? [];
  if (subjects.length === 0) return [about.kind === "member" ? await teamOf(muster, about.id) : null];
  return Promise.all(subjects.map((command) => teamConcerned(muster, command)));
}

async function teamConcerned(muster: Teams, { type, data }: Command): Promise<string | null> {
  if (!("memberId" in data)) return null;
  return (await teamOf(muster, data.memberId)) ?? (type === "RegisterMember" ? data.team : null);
}

const teamOf = async ({ queries }: Teams, memberId: string): Promise<string | null> =>
  (await queries.member(memberId))?.team ?? null;

function remembered<Answer>(ask: (id: string) => Promise<Answer>): (id: string) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (id) => {
    const answer = known.get(id) ?? ask(id);
    known.set(id, answer);
    return answer;
  };
}

const keyOf = ({ change: { on }, events: [{ position }] }: ScheduledChange): Key => [on, String(position)];

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const byDay = (a: ScheduledChange, b: ScheduledChange): number =>
  compare(a.change.on, b.change.on) || compare(a.events[0].position, b.events[0].position);

const isAfter = ({ change: { on }, events: [{ position }] }: ScheduledChange, after: Key | undefined): boolean =>
  after === undefined || (compare(on, after[0]) || compare(position, BigInt(after[1]))) > 0;
