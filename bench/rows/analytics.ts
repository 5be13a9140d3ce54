import { answerFigure } from "../../src/app/figures/answerFigure.ts";
import { type Foretelling, withWhatIsToCome } from "../../src/app/figures/comingFacts.ts";
import { remembering } from "../../src/app/remembered.ts";
import { whatIsToCome } from "../../src/app/scheduling/schedule.ts";
import { streamReader } from "../../src/app/streamReader.ts";
import { postgresFigureSources } from "../../src/infra/postgres/figures/figureSources.ts";
import { careersOf, eventsEach } from "../support/dataset.ts";
import { alone, percentile, type Row } from "../support/figures.ts";
import type { Server } from "../support/server.ts";
import { openStore, type Store } from "../support/store.ts";

const asked = 20;

/** The monthly turnover of a year, over 50,000 members and a million events; how long it takes to take them in first. */
export async function analytics(server: Server, count: number, members: number): Promise<readonly Row[]> {
  const store = await openStore(await careersOf(server, members));
  const sources = postgresFigureSources({
    ...{ projector: store.pool, reader: store.pool, log: store.log },
    decode: (stored) => store.codec.decode(stored),
  });
  const began = performance.now();
  // Longer than anybody waits for an answer: as a server does it, beside them.
  const stop = new AbortController();
  const following = sources.follow(stop.signal);
  const head = String(await store.log.head());
  const isTakenIn = async () =>
    (await store.pool.query("select from muster.figures_progress where position >= $1", [head])).rowCount === 1;
  while (!(await isTakenIn())) await new Promise((resolve) => setTimeout(resolve, 100));
  stop.abort();
  await following;
  const takenIn = (members * eventsEach * 1000) / (performance.now() - began);
  await store.pool.query("vacuum analyze muster.presences");
  const asking = withWhatIsToCome(sources, foretelling(store));
  const times: number[] = [];
  const year = { from: "2023-01-01", to: "2023-12-31" };
  for (let n = 0; n < asked * count; n++) {
    const started = performance.now();
    await answerFigure(asking, "turnover", { asked: year, today: "2025-01-01" });
    times.push(performance.now() - started);
  }
  await store.close();
  return [
    alone("analytics-year", "ms", percentile(times.slice(1), 0.95), { most: 300 }),
    alone("analytics-taken-in", "events/s", takenIn),
  ];
}

/** As Muster asks it: what is scheduled is looked for in the log each time, and nothing is. */
function foretelling({ log, codec }: Store): Foretelling {
  const read = streamReader(log, codec, () => Promise.resolve(false));
  const remembered = remembering();
  return {
    ...{ log, decode: (stored) => codec.decode(stored) },
    foretold: async () => (await whatIsToCome(read, remembered)).pending.map(() => never()),
  };
}

function never(): never {
  throw new Error("Nothing is scheduled among these careers.");
}
