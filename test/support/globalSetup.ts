import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";

/** Starts the one Postgres of a test run, unless `DATABASE_URL` names a server. */
export default async function setup(): Promise<void> {
  const given = process.env["DATABASE_URL"];
  process.env["MUSTER_TEST_SERVER"] = given ? given : await startServer();
}

async function startServer(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "muster-tests-"));
  const server = await attachEmbedded(home);
  globalThis.stopTestServer = async () => {
    await server.leave();
    // Postgres goes a moment after its last user, and writes until then.
    while (existsSync(join(server.dataDir, "postmaster.pid"))) await setTimeout(50);
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  };
  return server.url;
}
