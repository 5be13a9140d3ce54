import { reject } from "../domain/kernel/rejection.ts";
import { isLocalDate, type LocalDate } from "../domain/kernel/time.ts";
import { isUnreadable } from "./codec/eventCodec.ts";
import type { FindEvents } from "./findEvents.ts";
import type { Scheduled } from "./foresight/toCome.ts";
import type { Muster } from "./muster.ts";
import type { AsOfReads, Point } from "./ports/asOf.ts";
import type { Position } from "./ports/eventLog.ts";
import { TablesBehind } from "./ports/projections.ts";

/**
 * Which point is asked for; what is left out is today, or all that is known.
 * @property asOf a day in the organisation's time zone, as YYYY-MM-DD
 * @property knownAt an instant (ISO 8601 with its offset), or a position of the log in digits, as an answer names it
 */
export type PointAsked = { readonly asOf?: string | undefined; readonly knownAt?: string | undefined };

/**
 * What an answer rests on. Asking again with this position as `knownAt` gives the same.
 * @property knownAt the instant that was asked for, or else when the newest event up to the position was recorded (UTC);
 * null before all events
 * @property scheduled what was pending then and is due by the day, where there is any
 */
export type PointTold = {
  readonly asOf: LocalDate;
  readonly knownAt: string | null;
  readonly position: Position;
  readonly scheduled?: Scheduled | undefined;
};

/** Muster as it was on a day, as known at a position: whoever reads from it asks as of now, and is answered as of then. */
export type MusterThen = { readonly muster: Muster; readonly point: PointTold };

/** Whether another point than now is asked for. */
export const asksForPoint = ({ asOf, knownAt }: PointAsked): boolean => asOf !== undefined || knownAt !== undefined;

/**
 * Refuses another point than now for what is kept as it is now alone.
 * @throws {Rejection} `invalid-value`
 */
export function refusePoint(asked: PointAsked, what: string): void {
  if (asksForPoint(asked))
    reject("invalid-value", `${what} are known as they are now and at no other point: ask without asOf and knownAt.`, {
      field: asked.asOf === undefined ? "knownAt" : "asOf",
    });
}

export const deskTickets = "The service desk's tickets";

const longest = 5_000;

type Known = Pick<Muster, "past" | "clock" | "head" | "waitFor">;

/**
 * Muster at the point that is asked for: its lists, lookups and sheets, and what is told of changes, are those of the point.
 * What was pending at the position and is due by the day is in them, unless it would be refused.
 * @throws {Rejection} `invalid-value` for what is no day, instant or position, or lies in the future of what is known
 * @throws {TablesBehind} where the tables do not come in time to where the log was at the instant
 */
export async function asOf(muster: Muster, asked: PointAsked): Promise<MusterThen> {
  if (asked.asOf !== undefined && !isLocalDate(asked.asOf))
    reject("invalid-value", `${asked.asOf} is no day: give one as YYYY-MM-DD.`, { field: "asOf" });
  const on = asked.asOf ?? (await muster.calendar()).today();
  const known = await knownBy(muster, asked.knownAt);
  const { position } = known;
  const coming = await muster.toCome({ on, position });
  const reads = muster.past.at({ on, position, instead: coming?.rows });
  const point = { asOf: on, ...known, ...(coming && { scheduled: coming.scheduled }) };
  return { muster: { ...muster, ...reads, findEvents: eventsAt(muster.findEvents, { on, position }) }, point };
}

/** The events that an answer of the point rests on. */
const eventsAt =
  (find: FindEvents, { on, position }: Pick<Point, "on" | "position">): FindEvents =>
  async (filter, part) => {
    const { events, next } = await find(filter, part);
    const known = events.filter(
      (event) => event.position <= position && (isUnreadable(event) || event.meta.effectiveOn <= on),
    );
    return { events: known, next: next !== null && next < position ? next : null };
  };

/** Up to where the log was known at an instant, or at a position. @throws {Rejection} {TablesBehind} as {@link asOf} */
export async function knownBy(
  muster: Known,
  asked: string | undefined,
): Promise<Pick<PointTold, "knownAt" | "position">> {
  const { past } = muster;
  if (asked === undefined) return told(past, await past.newest());
  if (/^\d{1,18}$/.test(asked)) return told(past, await reached(muster, BigInt(asked)));
  const instant = instantOf(asked);
  if (await isToCome(muster, instant))
    reject("invalid-value", `${asked} has not come yet: nobody can tell what will be known then.`, {
      field: "knownAt",
    });
  const position = await past.positionAt(instant);
  // What the tables do not hold yet may have been recorded by then, too.
  if (position < (await past.newest())) return { knownAt: instant, position };
  await catchUp(muster, await muster.head());
  return { knownAt: instant, position: await past.positionAt(instant) };
}

/** Whether it lies after now, and after the newest event where the clock was set back since: an answer may have named that. */
async function isToCome({ clock, past }: Known, instant: string): Promise<boolean> {
  if (instant <= clock.now().toISOString()) return false;
  const recorded = await past.recordedBy(await past.newest());
  return recorded === null || instant > recorded;
}

const told = async (past: AsOfReads, position: Position) => ({
  knownAt: await past.recordedBy(position),
  position,
});

async function reached(muster: Known, position: Position): Promise<Position> {
  if (position <= (await muster.past.newest())) return position;
  const head = await muster.head();
  if (position > head)
    reject("invalid-value", `The log has not come to position ${position} yet: it is at ${head}.`, {
      field: "knownAt",
    });
  await catchUp(muster, position);
  return position;
}

async function catchUp(muster: Known, position: Position): Promise<void> {
  const at = await muster.waitFor(position, longest);
  if (at < position) throw new TablesBehind(position, at);
}

const shape = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(text: string): string {
  // A platform takes 30 February for 2 March.
  const at = isLocalDate(shape.exec(text)?.[1] ?? "") ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    reject(
      "invalid-value",
      `${text} is no instant: give one with its offset, such as 2025-07-15T09:00:00Z, or a position of the log.`,
      { field: "knownAt" },
    );
  return new Date(at).toISOString();
}
