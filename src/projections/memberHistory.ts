import type { MusterEvent, MusterEventType } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { ClosedAssignment } from "../domain/member/messages.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { RecordedOf, Surroundings } from "./projection.ts";

/** One field that one event changed. A queue is named as it was called when the event was recorded. */
export type MemberHistoryRow = {
  readonly historyId: string;
  readonly memberId: string;
  readonly changeType: string;
  readonly fieldName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  readonly effectiveOn: LocalDate;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly eventId: string;
  readonly position: bigint;
  readonly queueId: string | null;
};

type Value = string | boolean | readonly string[] | null;
type FieldChange = { readonly field: string; readonly from: Value; readonly to: Value; readonly queueId?: string };
type Tell<T extends MusterEventType> = (event: RecordedOf<T>, around: Surroundings) => readonly FieldChange[];

const change = (field: string, from: Value, to: Value): FieldChange => ({ field, from, to });
const changed =
  (field: string) =>
  ({ data }: { readonly data: { readonly from: Value; readonly to: Value } }): readonly FieldChange[] => [
    change(field, data.from, data.to),
  ];
const nothing = (): readonly FieldChange[] => [];

type Named = Pick<ClosedAssignment, "queueId" | "assignmentType">;

function assigned({ queueId, assignmentType }: Named, { queueName }: Surroundings): readonly FieldChange[] {
  const queue = { ...change("queue", null, queueName(queueId) ?? queueId), queueId };
  return [queue, { ...change("assignment_type", null, assignmentType), queueId }];
}

const removed = (assignment: Named, around: Surroundings): readonly FieldChange[] =>
  assigned(assignment, around).map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }));

const tell: { readonly [T in MusterEventType]: Tell<T> } = {
  MemberRegistered: ({ data, meta }) => [
    change("name", null, data.name),
    change("email", null, data.email),
    change("team", null, data.team),
    change("title", null, data.title),
    change("manager_id", null, data.managerId),
    change("timezone", null, data.timezone),
    change("skills", [], data.skills),
    change("start_date", null, meta.effectiveOn),
    change("active", null, true),
  ],
  MemberRenamed: changed("name"),
  MemberEmailChanged: changed("email"),
  MemberTransferred: changed("team"),
  ManagerChanged: changed("manager_id"),
  MemberDetailsChanged: ({ data: { title, timezone, skills } }) => [
    ...(title ? [change("title", title.from, title.to)] : []),
    ...(timezone ? [change("timezone", timezone.from, timezone.to)] : []),
    ...(skills ? [change("skills", skills.from, skills.to)] : []),
  ],
  MemberDeactivated: ({ data }, around) => [
    change("active", true, false),
    change("end_date", null, data.lastDay),
    change("reason_code", null, data.reasonCode),
    change("note", null, data.note),
    ...data.closed.flatMap((assignment) => removed(assignment, around)),
  ],
  MemberReactivated: ({ data }) => [change("active", false, true), change("end_date", data.lastDay, null)],
  MemberRehired: ({ data: { from, team, title, managerId }, meta }) => [
    change("active", false, true),
    change("start_date", from.startDate, meta.effectiveOn),
    change("end_date", from.endDate, null),
    change("team", team.from, team.to),
    change("title", title.from, title.to),
    change("manager_id", managerId.from, managerId.to),
  ],
  MemberRegisteredInError: ({ data }, around) => [
    change("registered", true, false),
    ...data.closed.flatMap((assignment) => removed(assignment, around)),
  ],
  MemberSealed: () => [change("sealed", false, true)],
  MemberDataErased: ({ data }) => [change("erased", false, true), change("legal_ground", null, data.ground)],
  // Each field goes back to what it was before the event that is taken back.
  MemberChangeReversed: ({ data: { reversed }, ...event }, around) =>
    reversed === null
      ? []
      : (tell[reversed.type] as Tell<MusterEventType>)({ ...event, ...reversed }, around).map(
          ({ from, to, ...rest }) => ({ ...rest, from: to, to: from }),
        ),
  QueueAssigned: ({ data }, around) => assigned(data, around),
  QueueAssignmentRetyped: ({ data }) => [{ ...change("assignment_type", data.from, data.to), queueId: data.queueId }],
  QueueAssignmentRemoved: ({ data }, around) => removed(data, around),
  QueueOpened: nothing,
  QueueRenamed: nothing,
  QueueCoverageRequired: nothing,
  QueueClosed: nothing,
  QueueChangeReversed: nothing,
  ChangeScheduled: nothing,
  ChangeRescheduled: nothing,
  ChangeCancelled: nothing,
  ChangeApplied: nothing,
  ChangeFailed: nothing,
  LogOpened: nothing,
  GuardKeyRotated: nothing,
  GuardEntered: nothing,
  IntentRecorded: nothing,
  IntentSettled: nothing,
  AuditBundleExported: nothing,
  KeysDestroyedAgain: nothing,
  LegalHoldPlaced: nothing,
  LegalHoldReleased: nothing,
  PersonalDataRead: nothing,
  Tombstone: nothing,
};

/** As a person reads it; a list without entries is no value. */
function asText(value: Value): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return value.length === 0 ? null : value.join(", ");
}

/** The rows that an event adds, one a field that it changed; `from` is what was believed when it was recorded. */
export function memberHistory(event: Recorded<MusterEvent>, around: Surroundings): readonly MemberHistoryRow[] {
  if (!("memberId" in event.data)) return [];
  const { data, meta, position, type } = event;
  const { memberId } = data;
  const changes = (tell[type] as Tell<MusterEventType>)(event, around)
    .map(({ field, from, to, queueId }) => ({
      fieldName: field,
      oldValue: asText(from),
      newValue: asText(to),
      queueId,
    }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
  return changes.map(({ fieldName, oldValue, newValue, queueId }, index) => ({
    historyId: `${meta.eventId}-${index + 1}`,
    ...{ memberId, changeType: type, fieldName, oldValue, newValue, position },
    effectiveOn: meta.effectiveOn,
    changedAt: meta.recordedAt,
    changedBy: `${meta.actor.issuer}:${meta.actor.subject}`,
    reason: meta.reason ?? null,
    eventId: meta.eventId,
    queueId: queueId ?? null,
  }));
}
