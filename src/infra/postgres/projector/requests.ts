import { type DecodedEvent, isUnreadable } from "../../../app/codec/eventCodec.ts";

/** A page may end in the midst of what one request made, which fits the constraints only as a whole. */
export async function withTheirRequests(
  readOn: (after: bigint) => AsyncIterable<readonly DecodedEvent[]>,
  events: readonly DecodedEvent[],
): Promise<readonly DecodedEvent[]> {
  const requests = new Set(events.map(requestOf).filter((request) => request !== undefined));
  const whole = [...events];
  for await (const page of readOn(endOf(events))) {
    const rest = page.findLastIndex((event) => requests.has(requestOf(event) ?? "")) + 1;
    whole.push(...page.slice(0, rest));
    if (rest < page.length) break;
  }
  return whole;
}

/** The position of the last of them. */
export const endOf = (events: readonly DecodedEvent[]): bigint => events.at(-1)?.position ?? 0n;

const requestOf = (event: DecodedEvent): string | undefined =>
  isUnreadable(event) ? undefined : event.meta.correlationId;

/** What one request has made stands or falls together at first: only its last event may fit the constraints again. */
export function units(events: readonly DecodedEvent[]): readonly (readonly DecodedEvent[])[] {
  const together: DecodedEvent[][] = [];
  for (const event of events) {
    const before = together.at(-1)?.at(-1);
    const request = requestOf(event);
    if (before && request !== undefined && requestOf(before) === request) together.at(-1)?.push(event);
    else together.push([event]);
  }
  return together;
}
