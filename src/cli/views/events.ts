import type { DomainEvent } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { MemberEvent, MemberEventOf } from "../../domain/member/messages.ts";
import type { QueueEvent } from "../../domain/queue/messages.ts";
import { many } from "../many.ts";
import { plain } from "../printable.ts";

/** What a member's or a queue's id is called, to a person. */
export type NameOf = (id: string) => string;

/** What an event says, in a sentence. */
export const sentence = (event: Decided<DomainEvent>, nameOf: NameOf): string =>
  "memberId" in event.data
    ? ofMember(event as Decided<MemberEvent>, nameOf)
    : ofQueue(event as Decided<QueueEvent>, nameOf);

function ofMember({ type, data, effectiveOn: on }: Decided<MemberEvent>, nameOf: NameOf): string {
  const who = nameOf(data.memberId);
  switch (type) {
    case "MemberRegistered":
      return plain`${data.name} <${data.email}> joins ${data.team}${data.newTeam ? ", a new team," : ""} on ${on}.`;
    case "MemberRenamed":
      return plain`${data.from} is called ${data.to} from ${on}.`;
    case "MemberEmailChanged":
      return plain`${who} has the address ${data.to} (was ${data.from}) from ${on}.`;
    case "MemberTransferred":
      return plain`${who} moves from ${data.from} to ${data.to}${data.newTeam ? ", a new team," : ""} on ${on}.`;
    case "ManagerChanged":
      return plain`${who} reports to ${data.to === null ? "nobody" : nameOf(data.to)} from ${on}.`;
    case "MemberDetailsChanged":
      return plain`${who} has ${details(data)} from ${on}.`;
    case "MemberDeactivated":
      return plain`${who} leaves: last day ${data.lastDay}, ${data.reasonCode}${ended(data.closed.length)}.`;
    case "MemberReactivated":
      return plain`${who} is back from ${on}, as if they had not left.`;
    case "MemberRehired":
      return plain`${who} is hired again, in ${data.team.to}, from ${on}.`;
    case "MemberRegisteredInError":
      return plain`${data.email} was registered in error and is no member${ended(data.closed.length)}; the address is free.`;
    case "MemberDataErased":
      return plain`${who} is erased: nobody may know any more who they were${data.ground === null ? "" : ` (${data.ground})`}.`;
    case "MemberSealed":
      return plain`${who} is sealed.`;
    case "QueueAssigned":
      return plain`${who} covers ${nameOf(data.queueId)} as ${data.assignmentType} from ${on}.`;
    case "QueueAssignmentRetyped":
      return plain`${who} covers ${nameOf(data.queueId)} as ${data.to} (was ${data.from}) from ${on}.`;
    case "QueueAssignmentRemoved":
      return plain`${who} covers ${nameOf(data.queueId)} no longer from ${on}.`;
    case "MemberChangeReversed":
      return plain`Taken back: ${data.reversed ? ofMember({ ...data.reversed, effectiveOn: on }, nameOf) : `a change of ${who} from ${on}.`}`;
  }
}

function ofQueue({ type, data, effectiveOn: on }: Decided<QueueEvent>, nameOf: NameOf): string {
  switch (type) {
    case "QueueOpened":
      return plain`The queue ${data.name} is open from ${on}.`;
    case "QueueRenamed":
      return plain`The queue ${data.from} is called ${data.to} from ${on}.`;
    case "QueueCoverageRequired":
      return plain`The queue ${nameOf(data.queueId)} requires ${data.to} (was ${data.from}) from ${on}.`;
    case "QueueClosed":
      return plain`The queue ${data.name} is closed from ${on}.`;
    case "QueueChangeReversed":
      return plain`Taken back: ${data.reversed ? ofQueue({ ...data.reversed, effectiveOn: on }, nameOf) : `a change of a queue from ${on}.`}`;
  }
}

const ended = (assignments: number): string => (assignments === 0 ? "" : `, ${many(assignments, "assignment")} ended`);

function details({ title, timezone, skills }: MemberEventOf<"MemberDetailsChanged">["data"]): string {
  return [
    title && (title.to === null ? "no title" : `the title ${title.to}`),
    timezone && (timezone.to === null ? "no time zone" : `the time zone ${timezone.to}`),
    skills && (skills.to.length === 0 ? "no skills" : `the skills ${skills.to.join(", ")}`),
  ]
    .filter(Boolean)
    .join(", ");
}
