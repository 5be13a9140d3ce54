import { type EventLog, StreamConflict } from "../../app/ports/eventLog.ts";
import type { Tally } from "../../app/ports/tally.ts";
import { boundLog } from "../log/boundLog.ts";

type Counting = { -readonly [Count in keyof Tally]: Tally[Count] };

export const newTally = (): Counting => ({ appends: 0, events: 0, conflicts: 0 });

/** A log whose appends are counted. */
export const talliedLog = (log: EventLog, tally: Counting): EventLog => ({
  ...boundLog(log),
  async append(writes) {
    try {
      const appended = await log.append(writes);
      if (!appended.repeated) {
        tally.appends += 1;
        tally.events += writes.reduce((sum, { events }) => sum + events.length, 0);
      }
      return appended;
    } catch (error) {
      if (error instanceof StreamConflict) tally.conflicts += 1;
      throw error;
    }
  },
});
