import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import { normaliseQueueName } from "../../domain/queue/name.ts";
import type { Place } from "../preferences/failures.ts";
import type { Preferences, WantedAssignment, WantedMember } from "./readPreferences.ts";
import type { Known, KnownMember } from "./whatIsKnown.ts";

/** What holds where the file does not say otherwise. */
export type ImportTerms = {
  readonly assignedDate: LocalDate;
  readonly type: AssignmentType;
  readonly today: LocalDate;
};

/** One change of an import: a queue to open, or a member to register with their assignments, or to give more. */
export type PlannedChange = {
  readonly commandId: string;
  readonly commands: readonly [Command, ...Command[]];
  readonly place: Place;
  /** In words, for a person: `register Olli Ojala from 2025-01-01 with 3 queues`. */
  readonly summary: string;
};

export type ImportPlan = {
  readonly queues: readonly PlannedChange[];
  readonly members: readonly PlannedChange[];
  readonly registrations: number;
  readonly assignments: number;
  readonly alreadyPresent: { readonly members: number; readonly assignments: number };
};

type Dated = { readonly queueId: string; readonly date: LocalDate; readonly type: AssignmentType };

/** What is to be done so that the log has all that the file has. What is there already is left as it is. */
export function planImport(preferences: Preferences, known: Known, terms: ImportTerms): ImportPlan {
  const dateOf = ({ date }: WantedAssignment) => date ?? terms.assignedDate;
  const dates = preferences.members.flatMap(({ assignments }) => assignments.map(dateOf));
  const opening = earliest(dates, terms.today);
  const queues = preferences.queues.flatMap(({ name, place }): PlannedChange[] => {
    const { id: queueId, present, commandId } = known.queue(name);
    if (present) return [];
    const commands = [{ type: "OpenQueue", data: { queueId, on: opening, name } }] as const;
    return [{ commandId, commands, place, summary: `open the queue ${name} on ${opening}` }];
  });

  const members = preferences.members.map((wanted) => {
    const knownMember = known.member(wanted.email);
    const missing = wanted.assignments
      .filter(({ queue }) => !knownMember.covers.has(normaliseQueueName(queue)))
      .map((assignment): Dated => ({
        queueId: known.queue(assignment.queue).id,
        date: dateOf(assignment),
        type: assignment.type ?? terms.type,
      }))
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    return { wanted, known: knownMember, missing };
  });
  const assignments = members.reduce((sum, { missing }) => sum + missing.length, 0);
  const registrations = members.filter(({ known: { present } }) => !present).length;
  const changes = members.flatMap((member) => memberChange(preferences.team, member, terms.today));
  return {
    ...{ queues, members: changes, registrations, assignments },
    alreadyPresent: { members: members.length - registrations, assignments: dates.length - assignments },
  };
}

const earliest = (dates: readonly LocalDate[], otherwise: LocalDate): LocalDate =>
  dates.reduce<LocalDate | undefined>(
    (least, date) => (least === undefined || date < least ? date : least),
    undefined,
  ) ?? otherwise;

type PlannedMember = { readonly wanted: WantedMember; readonly known: KnownMember; readonly missing: readonly Dated[] };

/** A member is registered together with all of their assignments, so that an interruption leaves nobody half done. */
function memberChange(
  team: string,
  { wanted, known, missing }: PlannedMember,
  today: LocalDate,
): readonly PlannedChange[] {
  const { id: memberId, commandId } = known;
  const { name, email, place } = wanted;
  const on = missing[0]?.date ?? today;
  const nothingElse = { title: null, managerId: null, timezone: null, skills: [] };
  const registration = { memberId, on, name, email, team, newTeam: true, ...nothingElse };
  const [first, ...others] = [
    ...(known.present ? [] : [{ type: "RegisterMember", data: registration } as const]),
    ...missing.map(
      ({ queueId, date, type }) =>
        ({ type: "AssignQueue", data: { memberId, on: date, queueId, assignmentType: type } }) as const,
    ),
  ];
  if (!first) return [];
  const queues = `${missing.length} ${missing.length === 1 ? "queue" : "queues"}`;
  const summary = known.present ? `assign ${queues} to ${name}` : `register ${name} from ${on} with ${queues}`;
  return [{ commandId, commands: [first, ...others], place, summary }];
}
