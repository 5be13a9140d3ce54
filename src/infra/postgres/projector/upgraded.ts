import { isUnreadable } from "../../../app/codec/eventCodec.ts";
import type { EventLog } from "../../../app/ports/eventLog.ts";
import type { Decode } from "./reading.ts";
import type { Session } from "./session.ts";

/**
 * Whether an event is parked because an older build could not read it, and this one can: after an upgrade, or once a key
 * is back. All tables are then computed anew, which tries every parked event again. Should it park again, then by another
 * fault than that.
 */
export async function canReadWhatIsParked(
  session: Session,
  { log, decode }: { readonly log: EventLog; readonly decode: Decode },
): Promise<boolean> {
  const text = "select key, position from muster.parked where error like '%cannot be read:%' order by position";
  const { rows } = await session.query(text);
  for (const { key, position } of rows)
    for await (const page of log.readStream(String(key))) {
      const [event] = await decode(page.filter((each) => each.position === position));
      if (event && !isUnreadable(event)) return true;
    }
  return false;
}
