import { createHash } from "node:crypto";
import pg, { type Pool, type PoolClient } from "pg";
import { FileUnwritable } from "../../app/preferences/failures.ts";
import type { FileLocks } from "../../app/ports/fileLocks.ts";

/** Longer than any write takes; a process that was stopped while it wrote must not hold the others for ever. */
const longestWaitSeconds = 30;
const lockNotAvailable = "55P03";

const { DatabaseError } = pg;

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
      const key = keyOf("writer", file);
      try {
        await lock(client, key, file);
        const result = await work();
        await client.query("select pg_advisory_unlock($1::bigint)", [key]);
        client.release();
        return result;
      } catch (error) {
        // Ending the session frees the lock, whatever state the connection is in.
        client.release(true);
        throw error;
      }
    },
  };
}

async function lock(client: PoolClient, key: string, file: string): Promise<void> {
  await client.query(`set lock_timeout = '${longestWaitSeconds}s'`);
  await client.query("select pg_advisory_lock($1::bigint)", [key]).catch((cause: unknown) => {
    if (!(cause instanceof DatabaseError) || cause.code !== lockNotAvailable) throw cause;
    const complaint = `another process of Muster has been at it for ${longestWaitSeconds} seconds: try again later, or look for the one that hangs.`;
    throw new FileUnwritable(file, complaint, { cause });
  });
  await client.query("reset lock_timeout");
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
