import type { GuardEvent } from "../../domain/guard/messages.ts";
import { type DecodedEvent, isUnreadable } from "../codec/eventCodec.ts";
import { deriveId } from "../ids.ts";
import type { Unrecorded, Write } from "../ports/eventLog.ts";

/**
 * What a command has decided over several streams, bytes and all, so that whoever meets it can finish it (ADR 0005).
 * Appending `writes[0]` decides it; the others follow in the order in which they were decided.
 */
export type Intent = Extract<GuardEvent, { type: "IntentRecorded" }>["data"];

/** Turns the log's own bookkeeping into an event under the id that is given. */
export type EncodeGuard = (event: GuardEvent, eventId: string) => Promise<Unrecorded>;

type FixedWrite = Intent["writes"][number];
type FixedEvent = FixedWrite["events"][number];

export const byStream = (a: { readonly stream: string }, b: { readonly stream: string }): number =>
  a.stream < b.stream ? -1 : 1;

/**
 * Fixes the bytes once and for all. The id derives from everything that will be written, expected revisions and bytes
 * included: another attempt of the same command is another intent, though its events have the same ids.
 */
export async function intend(writes: readonly Write[], encode: EncodeGuard, recordedAt: string): Promise<Intent> {
  const fixed = writes.map(({ stream, expected, events }) => ({
    stream,
    expected: String(expected),
    events: events.map((event) => fix(event, recordedAt)),
  }));
  const intentId = deriveId("intent", JSON.stringify(fixed));
  // The last by name decides, so that every intent over the same streams takes them in the same order.
  const deciding = fixed.toSorted(byStream).at(-1);
  if (!deciding) throw new Error("An intent without writes.");
  const committed = await encode({ type: "IntentSettled", data: { intentId, outcome: "committed" } }, markId(intentId));
  const marked = { ...deciding, events: [fix(committed, recordedAt), ...deciding.events] };
  return { intentId, writes: [marked, ...fixed.filter((write) => write !== deciding)] };
}

const markId = (intentId: string): string => deriveId("intent-committed", intentId);
export const recordedId = (intentId: string, stream: string): string => deriveId("intent-recorded", intentId, stream);
export const abortedId = (intentId: string, stream: string): string => deriveId("intent-aborted", intentId, stream);

const fix = ({ eventId, type, bytesAt }: Unrecorded, recordedAt: string): FixedEvent => ({
  eventId,
  type,
  bytes: Buffer.from(bytesAt(recordedAt)).toString("base64"),
});

/** An intended write as the log takes it. `recorded` is how many events of the intent's own stand before it. */
export const writeOf = ({ stream, expected, events }: FixedWrite, recorded: 0n | 1n): Write => ({
  stream,
  expected: BigInt(expected) + recorded,
  events: events.map(({ eventId, type, bytes }) => ({ eventId, type, bytesAt: () => Buffer.from(bytes, "base64") })),
});

/** The intent that waits at the end of a stream for somebody to settle it: it waits while it is the last event. */
export function pendingIntent(stream: readonly DecodedEvent[]): Intent | undefined {
  const last = stream.at(-1);
  return last && !isUnreadable(last) && last.type === "IntentRecorded" ? last.data : undefined;
}
