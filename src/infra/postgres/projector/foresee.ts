import type { Foresee } from "../../../app/ports/foresight.ts";
import { keysOf } from "./keys.ts";
import { laid } from "./laying.ts";
import { type Decode, streamUpTo } from "./reading.ts";
import type { Session } from "./session.ts";
import { TableStore } from "./tableStore.ts";
import { live } from "./tables.ts";
import type { EventLog } from "../../../app/ports/eventLog.ts";

type Options = {
  readonly openSession: () => Promise<Session>;
  readonly log: EventLog;
  readonly decode: Decode;
};

/** What the projector would make of events, by its own fold, in a session that writes nothing. */
export const foresight =
  ({ openSession, log, decode }: Options): Foresee =>
  async (events) => {
    const session = await openSession();
    try {
      const store = new TableStore(session, live);
      await session.begin("repeatable read");
      // A stream that must be folded anew has been recorded up to here, and goes on with these.
      const readStream = async (stream: string, to: bigint) => [
        ...(await streamUpTo({ log, decode }, stream, to)),
        ...events.filter((event) => event.stream === stream),
      ];
      return await laid({ session, store, readStream }, events, await store.load(keysOf(events)));
    } finally {
      await session.close();
    }
  };
