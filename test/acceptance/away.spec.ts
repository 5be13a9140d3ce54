import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call, type Settings, start, useTemporaryFolder } from "../support/cli.ts";
import { serving, until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";

/** `muster start` and its database, which may be away when it starts, and may go and come. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const begun: ReturnType<typeof start>[] = [];
let line: TcpProxy;
const settings = (): Settings => {
  const url = new URL(database().url);
  url.port = String(line.port);
  return { DATABASE_URL: url.href, MUSTER_HOME: folder("home"), MUSTER_PORT: "0", MUSTER_TIMEZONE: "UTC" };
};
const imported = async (env: Settings, file: string) => {
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), file);
  expect(await call(env, "import", file)).toMatchObject({ code: 0 });
};

beforeAll(async () => {
  const { hostname: host, port } = new URL(database().url);
  line = await startTcpProxy({ host, port: Number(port) });
  for (const home of ["home", "own"]) mkdirSync(folder(home));
  await imported(settings(), folder("prefs.json"));
});
afterAll(async () => {
  begun.forEach(({ child }) => child.kill("SIGKILL"));
  await line.close();
});

async function started(env: Settings, home: string) {
  const muster = start(env, ["start"]);
  begun.push(muster);
  await until("it serves", () => muster.said.out.includes("Stop it with Ctrl-C."));
  const address = /^Serves: (\S+)/m.exec(muster.said.out)?.[1] ?? "";
  const headers = { authorization: `Bearer ${readFileSync(join(home, "token"), "utf8").trim()}` };
  const source = async () => {
    const { status, headers: answered } = await fetch(`${address}/v1/members?team=engineering`, { headers });
    return status === 200 ? (answered.get("muster-source") ?? "tables") : String(status);
  };
  const shows = async (queue: string) =>
    (await fetch(`${address}/v1/queues/${encodeURIComponent(queue)}`, { headers })).status === 200;
  const opens = async (name: string) =>
    (
      await fetch(`${address}/v1/queues`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ name }),
      })
    ).status;
  return { ...muster, source, opens, shows };
}

const within5s = async (what: string, condition: () => Promise<boolean>) => {
  const since = performance.now();
  await until(what, condition);
  expect(performance.now() - since).toBeLessThan(5_000);
};

it.each(["cut", "mute"] as const)(
  "starts without it (%s), serves what the file knows, and all once it is there",
  async (fail) => {
    line[fail]();
    const muster = await started(settings(), folder("home"));
    expect(muster.said.out).toContain("what the file knows is answered from it");
    expect(await muster.source()).toBe("file");
    expect(await muster.opens(`while ${fail}`)).toBe(503);
    line.mend();
    await within5s("it reads the tables", async () => (await muster.source()) === "tables");
    expect(await muster.opens(`after ${fail}`)).toBe(201);
    await within5s("the tables follow", () => muster.shows(`after ${fail}`));
    const assigned = await call(settings(), "assign", "Olli Ojala", `after ${fail}`);
    expect(assigned).toMatchObject({ code: 0, err: "" });
    await until("the file follows", () => readFileSync(folder("prefs.json"), "utf8").includes(`after ${fail}`));
    muster.child.kill("SIGTERM");
    expect(await muster.ended).toMatchObject({ code: 0 });
  },
);

describe("Muster's own Postgres", () => {
  it("is back within moments when it is killed, and so is all that rests upon it, however often", async () => {
    const env = { MUSTER_HOME: folder("own"), MUSTER_PORT: "0", MUSTER_TIMEZONE: "UTC" };
    await imported(env, folder("own.json"));
    const muster = await started(env, folder("own"));
    expect(await muster.source()).toBe("tables");
    // After the third its keeper gives up, and another is started in its place.
    for (const time of [1, 2, 3, 4]) {
      process.kill(serving(folder("own")).postmaster, "SIGKILL");
      await within5s("it takes a command", async () => (await muster.opens(`queue ${time}`)) === 201);
      await within5s("it reads the tables", async () => (await muster.source()) === "tables");
    }
    muster.child.kill("SIGTERM");
    expect(await muster.ended).toMatchObject({ code: 0 });
  });
});
