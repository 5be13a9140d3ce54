import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { foldStreams, type LogParts, streamsTouched } from "../../../app/figures/foldStreams.ts";
import { logFigureSources } from "../../../app/figures/logSources.ts";
import type { Position } from "../../../app/ports/eventLog.ts";
import type { KeptFigures } from "../../../app/ports/figureSources.ts";
import { TablesBehind } from "../../../app/ports/projections.ts";
import { joined } from "../../joined.ts";
import { reachingTables } from "../tablesOutage.ts";
import { readFacts } from "./reading.ts";
import { replaceFacts } from "./writing.ts";

/** @property projector writes the tables of facts; `reader` reads them */
export type FigureParts = { readonly projector: Pool; readonly reader: Pool } & LogParts;

/** How long a question waits for what the log has had since the last one, and how often that is taken in meanwhile. */
const mostWaitMs = 20_000;
const everyMs = 30_000;

/**
 * Facts kept in tables beside the log. Whoever asks, and a server every few seconds, first takes in what came since: the
 * streams that were touched are folded anew. A process does it at a time, in one transaction with how far it has come.
 */
export function postgresFigureSources({ projector, reader, ...parts }: FigureParts): KeptFigures {
  const takeIn = joined(() => inTransaction(projector, (client) => takeInSince(client, parts)));
  return {
    async facts(wanted, upTo) {
      if (upTo !== undefined) return logFigureSources(parts).facts(wanted, upTo);
      await withinReason(reachingTables(takeIn), () => parts.log.head());
      return reachingTables(() =>
        inTransaction(
          reader,
          async (client) => ({ position: await progress(client), facts: await readFacts(client, wanted) }),
          "isolation level repeatable read, read only",
        ),
      );
    },
    async follow(signal) {
      while (!signal.aborted) {
        // What stands in the way is told to whoever asks, and tried again.
        await takeIn().catch(() => undefined);
        await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      }
    },
    forget: () => inTransaction(projector, clear),
  };
}

const progress = async (client: PoolClient, lock = ""): Promise<Position> => {
  const { rows } = await client.query<{ position: string }>(`select position from muster.figures_progress ${lock}`);
  return BigInt(rows[0]?.position ?? 0);
};

async function takeInSince(client: PoolClient, parts: LogParts): Promise<void> {
  const head = await parts.log.head();
  if ((await progress(client)) === head) return;
  const known = await progress(client, "for update");
  // A log that was put back to an earlier state knows nothing of what was taken in since.
  if (known > head) await clear(client);
  const streams = await streamsTouched(parts.log, known > head ? 0n : known, head);
  for await (const folded of foldStreams(parts, streams, head)) await replaceFacts(client, folded);
  await client.query({ text: "update muster.figures_progress set position = $1", values: [head] });
}

async function clear(client: PoolClient): Promise<void> {
  await client.query("update muster.figures_progress set position = 0");
  for (const table of ["stays", "presences", "covers", "queue_terms"])
    await client.query(`delete from muster.${table}`);
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode = ""): Promise<T> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query(`begin ${mode}`);
    const answer = await work(client);
    await client.query("commit");
    return answer;
  } catch (error) {
    failure = error;
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release(failure instanceof Error && failure);
  }
}

/** A first asking after many events may take long: the work goes on, and who asks again finds more of it done. */
async function withinReason(work: Promise<unknown>, head: () => Promise<Position>): Promise<void> {
  const stop = new AbortController();
  const late = sleep(mostWaitMs, "late", { signal: stop.signal }).catch(() => undefined);
  work.catch(() => undefined);
  try {
    if ((await Promise.race([work, late])) === "late") throw new TablesBehind(await head(), 0n);
  } finally {
    stop.abort();
  }
}
