import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { FileLocks } from "../../app/ports/fileLocks.ts";

/** Longer than any write takes; a process that was stopped while it wrote must not hold the others for ever. */
const longestWait = "30s";

/** Advisory locks, keyed by machine and real path: Postgres frees them when their process ends, however it ends. */
export function postgresFileLocks(pool: Pool, machine: string): FileLocks {
  const keyOf = (purpose: "keeper" | "writer", file: string): string =>
    createHash("sha256").update(`${purpose}\0${machine}\0${file}`).digest().readBigInt64BE().toString();
  return {
    async asKeeper(file, signal, work) {
      const client = await pool.connect();
      const lost = lostBy(client, signal);
      try {
        await elected(client, keyOf("keeper", file), lost);
        if (!lost.aborted) await work(lost);
      } finally {
        // Ending the session frees the lock, or gives up waiting for it.
        client.release(true);
      }
    },

    async alone(file, work) {
      const client = await pool.connect();
      try {
        await client.query(`begin; set local lock_timeout = '${longestWait}'`);
        await client.query("select pg_advisory_xact_lock($1::bigint)", [keyOf("writer", file)]);
        return await work();
      } finally {
        await client.query("rollback").then(
          () => client.release(),
          (error: unknown) => client.release(error instanceof Error ? error : true),
        );
      }
    },
  };
}

function lostBy(client: PoolClient, signal: AbortSignal): AbortSignal {
  const broken = new AbortController();
  client.on("error", () => broken.abort());
  client.on("end", () => broken.abort());
  return AbortSignal.any([signal, broken.signal]);
}

/** Waits for the lock or for the signal, whichever comes first. */
async function elected(client: PoolClient, key: string, lost: AbortSignal): Promise<void> {
  const locked = client.query("select pg_advisory_lock($1::bigint)", [key]);
  const gone = new Promise<void>((resolve) => {
    if (lost.aborted) resolve();
    lost.addEventListener("abort", () => resolve(), { once: true });
  });
  // A wait that was given up fails when its session ends, which is no news.
  locked.catch(() => undefined);
  await Promise.race([locked, gone]);
}
