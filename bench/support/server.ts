import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";

/** One Postgres for a whole run, with synchronous_commit on, in a home that goes with it. */
export type Server = {
  readonly home: string;
  /** A fresh database's address. */
  database(): Promise<string>;
  stop(): Promise<void>;
};

export async function startServer(): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), "muster-bench-"));
  const attachment = await attachEmbedded(home);
  const { url } = attachment;
  return {
    home,
    async database() {
      const name = `bench_${randomBytes(6).toString("hex")}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`create database ${name} template template0`);
      await client.end();
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    async stop() {
      await attachment.leave();
      await rm(home, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
    },
  };
}
