import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Recorded } from "../domain/recorded.ts";
import { emptyTables, eventsInEffect, layOnOwnRows } from "./rosterTables.ts";
import type { TeamMemberRow } from "./teamMembers.ts";

/** A value of a member's row, and the event that set it. `changedBy` is `issuer:subject`; `changedAt` when it was recorded. */
export type Blamed = {
  readonly fieldName: BlamedField;
  readonly value: string | null;
  readonly changeType: string;
  readonly effectiveOn: LocalDate;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly eventId: string;
  readonly position: bigint;
};

/** The values of a member's row, by the names of its columns. */
export const blamedFields = {
  name: ({ name }) => name,
  email: ({ email }) => email,
  team: ({ team }) => team,
  title: ({ title }) => title,
  manager_id: ({ managerId }) => managerId,
  active: ({ active }) => String(active),
  start_date: ({ startDate }) => startDate,
  end_date: ({ endDate }) => endDate,
  timezone: ({ timezone }) => timezone,
  skills: ({ skills }) => (skills.length === 0 ? null : skills.join(", ")),
} as const satisfies Readonly<Record<string, (row: TeamMemberRow) => string | null>>;

export type BlamedField = keyof typeof blamedFields;
const fields = Object.keys(blamedFields) as readonly BlamedField[];

/**
 * Of each value of a member's row the event that set it, by the fold of the member's events in the order of
 * (effectiveOn, revision): a change that was recorded late and that a later date overrides has set nothing. Nothing where
 * the events leave no row.
 */
export function blame(memberId: string, stream: readonly Recorded<MusterEvent>[]): readonly Blamed[] {
  const tables = emptyTables();
  const setBy = new Map<BlamedField, Recorded<MusterEvent>>();
  for (const event of eventsInEffect(stream)) {
    const before = tables.members.get(memberId);
    layOnOwnRows(tables, event);
    const after = tables.members.get(memberId);
    if (!after) continue;
    for (const field of fields)
      if (!before || blamedFields[field](before) !== blamedFields[field](after)) setBy.set(field, event);
  }
  const row = tables.members.get(memberId);
  return fields.flatMap((field) => {
    const event = setBy.get(field);
    return row && event ? [{ fieldName: field, value: blamedFields[field](row), ...told(event) }] : [];
  });
}

const told = ({ type, meta, position }: Recorded<MusterEvent>) => ({
  changeType: type,
  effectiveOn: meta.effectiveOn,
  changedAt: meta.recordedAt,
  changedBy: `${meta.actor.issuer}:${meta.actor.subject}`,
  reason: meta.reason ?? null,
  ...{ eventId: meta.eventId, position },
});
