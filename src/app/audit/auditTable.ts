import { type DecodedEvent, isUnreadable } from "../codec/eventCodec.ts";
import { type Cell, csvOf } from "../csv/writeCsv.ts";

const header = [
  ...["position", "recorded at", "effective on", "type", "stream", "revision", "event id"],
  ...["by", "reason", "command id", "data"],
];

/** Events as a table that a person reads, in parts: the first has the header. Personal fields are opened. */
export function auditTable() {
  let begun = false;
  return (events: readonly DecodedEvent[]): string => {
    const rows = csvOf(header, events.map(rowOf));
    const text = begun ? rows.slice(csvOf(header, []).length) : rows;
    begun = true;
    return text;
  };
}

function rowOf(event: DecodedEvent): readonly Cell[] {
  const { position, type, stream, revision } = event;
  const place = [type, stream, String(revision)];
  if (isUnreadable(event))
    return [String(position), null, null, ...place, event.eventId, null, null, null, event.unreadable];
  const { recordedAt, effectiveOn, eventId, actor, reason = null, commandId } = event.meta;
  const by = `${actor.issuer}:${actor.subject}`;
  return [
    String(position),
    recordedAt,
    effectiveOn,
    ...place,
    eventId,
    by,
    reason,
    commandId,
    JSON.stringify(event.data),
  ];
}
