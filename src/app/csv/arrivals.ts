import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { phase, type Step, type Terms } from "./plan.ts";
import type { Person } from "./people.ts";
import type { Named, WantedQueue } from "./references.ts";
import type { RowValues } from "./rows.ts";

/** Somebody who begins on a day, for the first time or again. */
export type Arrival = {
  readonly person: Person;
  readonly values: RowValues;
  readonly start: LocalDate;
  readonly named: Named;
  readonly terms: Terms;
};

const latest = (...dates: readonly LocalDate[]): LocalDate => dates.reduce((a, b) => (a > b ? a : b));

/** Registers somebody new, with their manager from the first day if that can be, and what they cover. */
export function joining(arrival: Arrival): readonly Step[] {
  const { person, values, start, terms } = arrival;
  const { name, email, team, title = null, timezone = null, skills = [] } = values;
  const newTeam = terms.newTeams.has(team);
  const told = { memberId: person.memberId, on: start, name, email, team, newTeam, title, timezone, skills };
  return [
    ...withManager(arrival, (managerId) => ({
      type: "RegisterMember",
      data: { ...told, managerId: managerId ?? null },
    })),
    ...covering(arrival),
  ];
}

/** Begins another period of somebody who had left. What their row says differently holds from then on. */
export function returning(arrival: Arrival): readonly Step[] {
  const { person, values, start, terms } = arrival;
  const { name, team, title, timezone, skills } = values;
  const { memberId, present } = person;
  const step = (command: Command): Step => ({ on: start, phase: phase.change, column: null, command });
  const details = { ...(timezone !== undefined && { timezone }), ...(skills !== undefined && { skills }) };
  return [
    ...withManager(arrival, (managerId) => ({
      type: "RehireMember",
      data: {
        ...{ memberId, on: start, team, newTeam: terms.newTeams.has(team) },
        ...(title !== undefined && { title }),
        ...(managerId !== undefined && { managerId }),
      },
    })),
    ...(present?.name === name ? [] : [step({ type: "RenameMember", data: { memberId, on: start, name } })]),
    ...(Object.keys(details).length === 0
      ? []
      : [step({ type: "ChangeMemberDetails", data: { memberId, on: start, ...details } })]),
    ...covering(arrival),
  ];
}

/** A manager who came later than their report leads them from then on. */
function withManager(
  { person: { memberId }, start, named: { manager } }: Arrival,
  arrive: (managerId: string | null | undefined) => Command,
): readonly Step[] {
  if (manager == null) return [{ on: start, phase: phase.arrival, column: null, command: arrive(manager) }];
  const managed = (on: LocalDate): Command => ({
    type: "ChangeManager",
    data: { memberId, on, managerId: manager.memberId },
  });
  const from = latest(start, manager.since);
  const upon = manager.present?.active ? null : manager.memberId;
  if (from > start)
    return [
      { on: start, phase: phase.arrival, column: null, command: arrive(null) },
      {
        ...{ on: from, phase: phase.change, column: "manager email", command: managed(from), upon },
        later: (on) => [managed(on)],
      },
    ];
  const later = (on: LocalDate) => [arrive(null), managed(on)];
  return [{ on: start, phase: phase.arrival, column: null, command: arrive(manager.memberId), later, upon }];
}

/** From the first day, or since there is the queue. */
const covering = ({ person: { memberId }, start, named }: Arrival): readonly Step[] =>
  (named.queues ?? []).map(({ queue, type }: WantedQueue): Step => {
    const assign = (on: LocalDate): Command => ({
      type: "AssignQueue",
      data: { memberId, on, queueId: queue.queueId, assignmentType: type ?? "primary" },
    });
    const on = latest(start, queue.openedOn);
    return { on, phase: phase.cover, column: "queues", command: assign(on), later: (date) => [assign(date)] };
  });
