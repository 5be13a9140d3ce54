import { afterEach, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import pg from "pg";
import { start, useTemporaryFolder } from "../support/cli.ts";
import { until } from "../support/embeddedHomes.ts";
import { openSource } from "../support/eventSource.ts";
import { useDatabase } from "../support/postgres.ts";

/** A process that is told to stop while it has work. */
const database = useDatabase();
const folder = useTemporaryFolder();
const begun: ReturnType<typeof start>[] = [];
afterEach(() => begun.splice(0).forEach(({ child }) => child.kill("SIGKILL")));

/** A server whose appends wait until `release`. */
async function held() {
  const settings = { DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_PORT: "0" };
  const muster = start(settings, ["start"]);
  begun.push(muster);
  await until("it runs", () => muster.said.out.includes("Stop it with Ctrl-C."));
  const address = /^Serves: (\S+)/m.exec(muster.said.out)?.[1] ?? "";
  const headers = { authorization: `Bearer ${readFileSync(folder("home", "token"), "utf8").trim()}` };
  const post = (name: string) =>
    fetch(`${address}/v1/queues`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ name }),
    });
  // Opens the log, which is an append of its own.
  expect((await post(`First of ${muster.child.pid}`)).status).toBe(201);
  const lock = new pg.Client({ connectionString: database().url });
  await lock.connect();
  await lock.query("begin");
  await lock.query("select * from muster.head for update");
  const waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return {
    ...muster,
    ...{ address, headers, post },
    waiting: () => until("it waits", async () => (await database().pool.query(waits)).rowCount === 1),
    release: async () => {
      await lock.query("rollback").catch(() => undefined);
      await lock.end();
    },
  };
}

const refused = (address: string) =>
  until("nothing is taken any more", () =>
    fetch(`${address}/healthz`).then(
      () => false,
      () => true,
    ),
  );

describe.each(["SIGTERM", "SIGINT"] as const)("on %s", (signal) => {
  it("what is under way is finished, streams end at once, and nothing else is taken", async () => {
    const server = await held();
    const stream = await openSource(new URL("/v1/changes", server.address), server.headers);
    const slow = server.post(`Slow ${signal}`);
    await server.waiting();
    const toldAt = performance.now();
    server.child.kill(signal);
    await stream.ended;
    await refused(server.address);
    expect(performance.now() - toldAt).toBeLessThan(3_000);
    expect(server.child.exitCode).toBeNull();
    await server.release();
    const answer = await slow;
    expect([answer.status, answer.headers.get("connection")]).toEqual([201, "close"]);
    const { code, out } = await server.ended;
    expect(code).toBe(0);
    expect(out).toMatch(/\nMuster has stopped\.\n$/);
    expect(performance.now() - toldAt).toBeLessThan(8_000);
  });
});

it("what does not end is cut off after ten seconds", async () => {
  const server = await held();
  const slow = server.post("Never");
  slow.catch(() => undefined);
  await server.waiting();
  const toldAt = performance.now();
  server.child.kill("SIGTERM");
  await expect(slow).rejects.toThrow();
  await server.ended;
  const took = performance.now() - toldAt;
  await server.release();
  expect(took).toBeGreaterThan(9_000);
  expect(took).toBeLessThan(13_000);
});
