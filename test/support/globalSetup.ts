import { startEmbeddedServer } from "./embeddedServer.ts";

/** Starts the one Postgres of a test run, unless `DATABASE_URL` names a server. */
export default async function setup(): Promise<void> {
  const given = process.env["DATABASE_URL"];
  if (given) {
    process.env["MUSTER_TEST_SERVER"] = given;
    return;
  }
  const server = await startEmbeddedServer();
  process.env["MUSTER_TEST_SERVER"] = server.url;
  globalThis.stopTestServer = () => server.stop();
}
