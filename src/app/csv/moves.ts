import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import type { MemberDetails } from "../ports/rosterQueries.ts";
import type { Column } from "./columns.ts";
import type { People } from "./people.ts";
import { phase, type Step, type Terms } from "./plan.ts";
import type { Named, WantedQueue } from "./references.ts";
import type { RowValues } from "./rows.ts";

/** A member who is there, and what their row says of them. */
export type Move = {
  readonly present: MemberDetails;
  readonly values: RowValues;
  readonly named: Named;
  readonly terms: Terms;
  readonly people: People;
};

/** A step with what it comes to, in words. */
export type Told = { readonly step: Step; readonly words: string };

/** Everything in which the row differs from the member; what it does not say stays. */
export const moves = (move: Move): readonly Told[] => [...details(move), ...line(move), ...cover(move)];

const or = (value: string | null | undefined): string => (value == null || value === "" ? "none" : value);

function details({ present, values, terms }: Move): readonly Told[] {
  const { memberId } = present;
  const { on } = terms;
  const { name, team, title, timezone, skills } = values;
  const told = (column: Column, words: string, command: Step["command"]): Told => ({
    step: { on, phase: phase.change, column, command },
    words: `${column}: ${words}`,
  });
  const changed: Told[] = [];
  if (name !== present.name)
    changed.push(told("name", `${present.name} → ${name}`, { type: "RenameMember", data: { memberId, on, name } }));
  if (team !== present.team) {
    const data = { memberId, on, team, newTeam: terms.newTeams.has(team) };
    changed.push(told("team", `${present.team} → ${team}`, { type: "TransferMember", data }));
  }
  const detail = (column: Column, from: string | null, to: string | null | undefined, data: object) => {
    if (to !== undefined && from !== to)
      changed.push(
        told(column, `${or(from)} → ${or(to)}`, { type: "ChangeMemberDetails", data: { memberId, on, ...data } }),
      );
  };
  detail("title", present.title, title, { title });
  detail("timezone", present.timezone, timezone, { timezone });
  detail("skills", present.skills.join("; "), skills?.join("; "), { skills });
  return changed;
}

/** Who leaves in this file is reported to until then, so that nobody is without a manager for a while. */
function line({ present, named: { manager }, terms, people }: Move): readonly Told[] {
  if (manager === undefined || (manager?.memberId ?? null) === present.managerId) return [];
  const before = present.managerId === null ? undefined : people.byId(present.managerId);
  const freed = before?.until == null ? terms.on : addDays(before.until, 1);
  const on = [freed < terms.on ? freed : terms.on, manager?.since ?? ""].reduce((a, b) => (a > b ? a : b));
  const upon = manager === null || manager.present?.active ? null : manager.memberId;
  const command = (date: LocalDate) =>
    ({
      type: "ChangeManager",
      data: { memberId: present.memberId, on: date, managerId: manager?.memberId ?? null },
    }) as const;
  const step = { on, phase: phase.change, column: "manager email", command: command(on), upon } as const;
  return [
    {
      step: on < terms.on ? { ...step, later: (date: LocalDate) => [command(date)] } : step,
      words: `manager: ${or(before?.email)} → ${or(manager?.email)}`,
    },
  ];
}

/** What is gained comes before what is lost, so that one may take a queue over from another. */
function cover({ present, named: { queues }, terms, people }: Move): readonly Told[] {
  if (queues === undefined) return [];
  const held = new Map(present.queues.map(({ queue, type }) => [people.queue(queue)?.queueId, { queue, type }]));
  const kept = new Set(queues.map(({ queue }) => queue.queueId));
  const lost = [...held].flatMap(([queueId, { queue }]) =>
    queueId === undefined || kept.has(queueId) ? [] : [{ queueId, queue }],
  );
  const { acceptUncovered } = terms;
  const at = { memberId: present.memberId, on: terms.on };
  return [
    ...queues.flatMap((wanted) => covered({ at, wanted, acceptUncovered }, held.get(wanted.queue.queueId)?.type)),
    ...lost.map(({ queueId, queue }): Told => ({
      step: {
        ...{ on: terms.on, phase: phase.loss, column: "queues" },
        command: { type: "UnassignQueue", data: { ...at, queueId, acceptUncovered } },
      },
      words: `no longer covers ${queue}`,
    })),
  ];
}

type Covered = {
  readonly at: { readonly memberId: string; readonly on: LocalDate };
  readonly wanted: WantedQueue;
  readonly acceptUncovered: readonly string[];
};

function covered({ at, wanted, acceptUncovered }: Covered, held: AssignmentType | undefined): readonly Told[] {
  const { queue, type } = wanted;
  const to = type ?? held ?? "primary";
  if (to === held) return [];
  const data = { ...at, queueId: queue.queueId, assignmentType: to };
  const step = { on: at.on, column: "queues" } as const;
  if (held === undefined)
    return [
      {
        step: { ...step, phase: phase.cover, command: { type: "AssignQueue", data } },
        words: `covers ${queue.name} as ${to}`,
      },
    ];
  const command = { type: "RetypeAssignment", data: { ...data, acceptUncovered } } as const;
  const losing = to === "trainee" ? phase.loss : phase.cover;
  return [{ step: { ...step, phase: losing, command }, words: `covers ${queue.name} as ${to}, was ${held}` }];
}
