import { type DomainEvent, memberStream, queueStream, streamOf } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { RejectionCode } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { rowsOn } from "../../projections/rowsOn.ts";
import { once } from "../decideAll.ts";
import { deriveId } from "../ids.ts";
import type { RowsInstead } from "../ports/asOf.ts";
import type { GuardKey } from "../ports/guardKey.ts";
import type { Position } from "../ports/eventLog.ts";
import { remembering } from "../remembered.ts";
import { comingOf, foretell, type Foretold } from "../scheduling/foretell.ts";
import type { ScheduledChange } from "../scheduling/schedule.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { knownUpTo, pendingAt, type ScheduleEntries } from "./pendingAt.ts";

/** A scheduled change that would be refused when its day comes, and so is left out of what is told of that day. */
export type WouldBeRefused = {
  readonly changeId: string;
  readonly on: LocalDate;
  readonly code: RejectionCode;
  readonly message: string;
};

/** What a day's answer holds of changes that were pending: how many are in it, and which are not, and why. */
export type Scheduled = { readonly applied: number; readonly refused: readonly WouldBeRefused[] };

/** The rows that pending changes make others than they are recorded. */
export type ToCome = { readonly rows: RowsInstead; readonly scheduled: Scheduled };

type Asked = { readonly on: LocalDate; readonly position: Position };

/** What is pending at a position for a day, applied; undefined where nothing is. Nothing is recorded. */
export type TellToCome = (asked: Asked) => Promise<ToCome | undefined>;

export type ToComeParts = {
  readonly read: ReadStreamFrom;
  readonly guardKey: GuardKey;
  readonly entries: ScheduleEntries;
};

/** Decides what was pending day by day, as it would be on the days, upon what was known at the position. */
export const tellToCome =
  ({ read: readAll, guardKey, entries }: ToComeParts): TellToCome =>
  async (asked) => {
    const all = await entries(readAll);
    if (all.length === 0) return undefined;
    const whole = once(readAll);
    const read = once(knownUpTo(whole, asked.position));
    const pending = await pendingAt(all, read, asked);
    if (pending.length === 0) return undefined;
    const told = await foretell({ guardKey, remembered: remembering() }, read, pending.map(comingOf));
    const events = told.flatMap((each) => eventsToCome(each, pending));
    return {
      rows: await rowsInstead({ whole, read }, events, { on: asked.on }),
      scheduled: {
        applied: told.filter(({ refusal }) => refusal === null).length,
        refused: refusedAmong(told),
      },
    };
  };

export const refusedAmong = (told: readonly Foretold[]): readonly WouldBeRefused[] =>
  told.flatMap(({ changeId, on, refusal }) =>
    refusal ? [{ changeId, on, code: refusal.code, message: refusal.message }] : [],
  );

/** The events of a change, as far as they are told of: recorded when the change was, for what is to come is not. */
export function eventsToCome(
  { changeId, events }: Foretold,
  pending: readonly ScheduledChange[],
): readonly Recorded<DomainEvent>[] {
  const scheduled = pending.find(({ change }) => change.changeId === changeId)?.events[0];
  return scheduled ? events.map((event, index) => asRecorded(event, { scheduled, index })) : [];
}

type Placed = { readonly scheduled: ScheduledChange["events"][0]; readonly index: number };

function asRecorded(event: Decided<DomainEvent>, { scheduled, index }: Placed): Recorded<DomainEvent> {
  const eventId = deriveId(scheduled.meta.eventId, String(index));
  return {
    ...event,
    ...{ stream: streamOf(event), position: scheduled.position, revision: 0n },
    meta: { ...scheduled.meta, eventId, effectiveOn: event.effectiveOn },
  };
}

type Reads = { readonly whole: ReadStreamFrom; readonly read: ReadStreamFrom };

/**
 * The rows of each stream that events are laid upon, all of them, on a day.
 * @param streams others whose rows are told as well
 */
export async function rowsInstead(
  { whole, read }: Reads,
  events: readonly Recorded<DomainEvent>[],
  { on, streams = new Set() }: { readonly on: LocalDate; readonly streams?: ReadonlySet<string> },
): Promise<RowsInstead> {
  const added = Map.groupBy(events, ({ stream }) => stream);
  const names = [...new Set([...added.keys(), ...streams])];
  const all = await Promise.all(
    names.map(async (stream) => {
      const [{ events: now }, { events: known }] = await Promise.all([whole(stream), read(stream)]);
      // What was sealed since is not shown, whatever was known then.
      const sealed = now.filter(({ type }) => type === "MemberSealed");
      return [...new Set([...known, ...sealed]), ...(added.get(stream) ?? [])];
    }),
  );
  const of = (streamOfId: (id: string) => string) => {
    const prefix = streamOfId("");
    return new Set(names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
  };
  return { rows: rowsOn(all, on), members: of(memberStream), queues: of(queueStream) };
}
