import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call, type Settings, start, useTemporaryFolder } from "../support/cli.ts";
import { until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";

/** The process that keeps tables and file in step. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({ DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_PORT: "0" });
const begun: ReturnType<typeof start>[] = [];

async function started() {
  const muster = start(settings(), ["start"]);
  begun.push(muster);
  await until("it runs", () => muster.said.out.includes("Stop it with Ctrl-C."));
  return muster;
}

const worker = async (): Promise<string | null> => {
  const { out } = await call(settings(), "doctor", "--json");
  return (JSON.parse(out) as { tables: { worker: string | null } }).tables.worker;
};

beforeAll(async () => {
  mkdirSync(folder("home"));
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), folder("prefs.json"));
  expect(await call(settings(), "import", folder("prefs.json"))).toMatchObject({ code: 0 });
});
afterAll(() => begun.forEach(({ child }) => child.kill("SIGKILL")));

it("start projects until it is stopped, and another that stands by takes over", async () => {
  const first = await started();
  expect(first.said.out).toContain(`home ${folder("home")} (chosen by: MUSTER_HOME)`);
  expect(first.said.out).toContain(`File: ${folder("prefs.json")}`);
  await until("it projects", async () => (await worker()) !== null);
  const projecting = await worker();

  const second = await started();
  expect(second.said.out).toContain(`${projecting} projects; this process stands by.`);
  expect(await call(settings(), "queue", "open", "Night watch")).toMatchObject({ code: 0, err: "" });
  expect(await call(settings(), "assign", "Olli Ojala", "Night watch")).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(folder("prefs.json"), "utf8")).toContain("Night watch");

  first.child.kill("SIGTERM");
  expect(await first.ended).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringMatching(/\nMuster has stopped\.\n$/),
  });
  await until("the other projects", async () => ![null, projecting].includes(await worker()));
  expect(await call(settings(), "unassign", "Olli Ojala", "Night watch")).toMatchObject({ code: 0, err: "" });

  second.child.kill("SIGINT");
  expect(await second.ended).toMatchObject({ code: 0, err: "" });
  expect(await worker()).toBeNull();
  expect(JSON.parse((await call(settings(), "verify", "--json")).out)).toMatchObject({ ok: true });
});

it("doctor tells of a projector that cannot go on, and so does the projector", async () => {
  const muster = await started();
  await until("it projects", async () => (await worker()) !== null);
  await database().pool.query("alter table queues rename to elsewhere");
  const change = call(settings(), "queue", "open", "Archive");
  await until("it is stuck", () => muster.said.err.includes('\\"public.queues\\" does not exist'));
  const { code, out } = await call(settings(), "doctor", "--json");
  await database().pool.query("alter table elsewhere rename to queues");
  expect(code).toBe(1);
  expect((JSON.parse(out) as { problems: unknown }).problems).toEqual([
    expect.stringMatching(/^The tables stand at position \d+ and the log at \d+: /),
  ]);
  await change;
  await until("it goes on", async () => (await call(settings(), "doctor")).code === 0);
  muster.child.kill("SIGTERM");
  expect(await muster.ended).toMatchObject({ code: 0 });
});
