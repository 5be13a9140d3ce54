import { type Decided, type Newest, newer } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { erasedEmail, erasedName } from "./erased.ts";
import type {
  ClosedAssignment,
  MemberEvent,
  MemberEventOf,
  MemberEventType,
  ReasonCode,
  SealedPeriod,
} from "./messages.ts";

export type Assignment = ClosedAssignment;

/** How a member left: what an undo needs, and what tells a repeated departure from another. */
export type Departure = {
  readonly lastDay: LocalDate;
  readonly reasonCode: ReasonCode;
  readonly note: string | null;
  readonly closed: readonly Assignment[];
};

/**
 * What a decision sees of a member.
 * @property standing `void` was registered in error and never was; `sealed` is past retention
 * @property erased whether nobody may know who they were
 * @property startDate the first day of the present or last period of employment
 * @property departure set while the member has left
 * @property assignments the active ones
 * @property timesAssigned how often each queue was ever assigned to the member
 */
export type Member = {
  readonly memberId: string;
  readonly standing: "active" | "left" | "void" | "sealed";
  readonly erased: boolean;
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly title: string | null;
  readonly timezone: string | null;
  readonly skills: readonly string[];
  readonly managerId: string | null;
  readonly registeredOn: LocalDate;
  readonly startDate: LocalDate;
  readonly departure: Departure | null;
  readonly assignments: readonly Assignment[];
  readonly timesAssigned: ReadonlyMap<string, number>;
  readonly teams: SealedPeriod["teams"];
  readonly pastPeriods: readonly SealedPeriod[];
  readonly newest: Newest<MemberEventType>;
};

/** Folds a member's stream; undefined is a stream without events. */
export function evolveMember(state: Member | undefined, event: Decided<MemberEvent>): Member | undefined {
  if (state === undefined)
    return event.type === "MemberRegistered"
      ? registered(event)
      : event.type === "MemberSealed"
        ? sealedMember(event)
        : undefined;
  // Who was registered in error stays so, whatever order their events are folded in.
  if (state.standing === "void") return event.type === "MemberDataErased" ? blindedMember(state) : state;
  return { ...state, ...changed(state, event), newest: newer(state.newest, event.type, event.effectiveOn) };
}

function registered({ data, effectiveOn }: Decided<MemberEventOf<"MemberRegistered">>): Member {
  const { memberId, name, email, team, title, managerId, timezone, skills } = data;
  return {
    ...{ memberId, name, email, team, title, managerId, timezone, skills },
    standing: "active",
    erased: false,
    registeredOn: effectiveOn,
    startDate: effectiveOn,
    departure: null,
    assignments: [],
    timesAssigned: new Map(),
    teams: [{ team, from: effectiveOn }],
    pastPeriods: [],
    newest: { type: "MemberRegistered", on: effectiveOn },
  };
}

/** Who is sealed, when nothing else of them is there any more. */
export function sealedMember({ data, effectiveOn }: Decided<MemberEventOf<"MemberSealed">>): Member {
  const { memberId, periods } = data;
  const last = periods.at(-1);
  const startDate = last?.startDate ?? effectiveOn;
  return {
    ...{ memberId, name: "A sealed member", email: `${memberId}@sealed.invalid`, team: last?.teams.at(-1)?.team ?? "" },
    ...{ title: null, timezone: null, skills: [], managerId: null, startDate },
    ...{ standing: "sealed", erased: false },
    registeredOn: periods[0]?.startDate ?? effectiveOn,
    departure: null,
    assignments: [],
    timesAssigned: new Map(),
    teams: last?.teams ?? [],
    pastPeriods: periods,
    newest: { type: "MemberSealed", on: effectiveOn },
  };
}

function changed(state: Member, { type, data, effectiveOn }: Decided<MemberEvent>): Partial<Member> {
  switch (type) {
    // A reversal is left out of what is folded, together with what it reverses.
    case "MemberChangeReversed":
    case "MemberRegistered":
      return {};
    case "MemberRenamed":
      return { name: data.to };
    case "MemberEmailChanged":
      return { email: data.to };
    case "MemberTransferred":
      return { team: data.to, teams: [...state.teams, { team: data.to, from: effectiveOn }] };
    case "ManagerChanged":
      return { managerId: data.to };
    case "MemberDetailsChanged":
      return detailsFrom(data);
    case "MemberDeactivated":
      return { standing: "left", departure: departureOf(data), assignments: [] };
    case "MemberReactivated":
      return { standing: "active", departure: null };
    case "MemberRehired":
      return rehired(state, data, effectiveOn);
    case "MemberRegisteredInError":
      return { standing: "void", assignments: [] };
    case "MemberSealed":
      return { standing: "sealed" };
    case "MemberDataErased":
      return blindedMember(state);
    case "QueueAssigned":
      return {
        assignments: [...state.assignments, assignmentOf(data)],
        timesAssigned: new Map(state.timesAssigned).set(data.queueId, timesAssigned(state, data.queueId) + 1),
      };
    case "QueueAssignmentRetyped":
      return { assignments: state.assignments.map((each) => retyped(each, data)) };
    case "QueueAssignmentRemoved":
      return { assignments: state.assignments.filter(({ assignmentId }) => assignmentId !== data.assignmentId) };
  }
}

/** Of an erased member what decisions may still see: what is in clear. */
export function blindedMember(member: Member): Member {
  const { memberId, departure } = member;
  return {
    ...member,
    erased: true,
    name: erasedName,
    email: erasedEmail(memberId),
    skills: [],
    departure: departure && { ...departure, note: null },
  };
}

const detailsFrom = (data: MemberEventOf<"MemberDetailsChanged">["data"]): Partial<Member> => ({
  ...(data.title && { title: data.title.to }),
  ...(data.timezone && { timezone: data.timezone.to }),
  ...(data.skills && { skills: data.skills.to }),
});

export const timesAssigned = ({ timesAssigned }: Member, queueId: string): number => timesAssigned.get(queueId) ?? 0;

const assignmentOf = ({ assignmentId, queueId, assignmentType }: Assignment): Assignment => ({
  assignmentId,
  queueId,
  assignmentType,
});

const departureOf = ({ lastDay, reasonCode, note, closed }: Departure): Departure => ({
  lastDay,
  reasonCode,
  note,
  closed,
});

const retyped = (each: Assignment, data: MemberEventOf<"QueueAssignmentRetyped">["data"]): Assignment =>
  each.assignmentId === data.assignmentId ? { ...each, assignmentType: data.to } : each;

function rehired(
  state: Member,
  { team, title, managerId }: MemberEventOf<"MemberRehired">["data"],
  startDate: LocalDate,
): Partial<Member> {
  return {
    standing: "active",
    departure: null,
    startDate,
    team: team.to,
    title: title.to,
    managerId: managerId.to,
    teams: [{ team: team.to, from: startDate }],
    pastPeriods: periodsOf(state),
  };
}

type Served = Pick<Member, "pastPeriods" | "departure" | "startDate" | "teams">;

/** Every period of employment that is over, oldest first. */
export const periodsOf = ({ pastPeriods, departure, startDate, teams }: Served): readonly SealedPeriod[] =>
  departure === null
    ? pastPeriods
    : [...pastPeriods, { startDate, lastDay: departure.lastDay, reasonCode: departure.reasonCode, teams }];
