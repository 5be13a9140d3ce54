import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { call, start, useTemporaryFolder } from "../support/cli.ts";
import { serving, until } from "../support/embeddedHomes.ts";

/** Postgres killed with -9 under load, and again: nothing wrong is answered, nothing is lost, nothing is done twice. */
const folder = useTemporaryFolder();
const settings = () => ({ MUSTER_HOME: folder("home"), MUSTER_PORT: "0", MUSTER_TIMEZONE: "UTC" });
let muster: ReturnType<typeof start>;
let address = "";
let authorization = "";

beforeAll(async () => {
  mkdirSync(folder("home"));
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), folder("prefs.json"));
  expect(await call(settings(), "import", folder("prefs.json"))).toMatchObject({ code: 0 });
  muster = start(settings(), ["start"]);
  await until("it serves", () => muster.said.out.includes("Stop it with Ctrl-C."));
  address = /^Serves: (\S+)/m.exec(muster.said.out)?.[1] ?? "";
  authorization = `Bearer ${readFileSync(folder("home", "token"), "utf8").trim()}`;
});
afterAll(() => {
  over.abort();
  muster.child.kill("SIGKILL");
});

type Body = Readonly<Record<string, unknown>> & { readonly items?: readonly Body[] };
type Answer = { readonly status: number; readonly source: string | null; readonly body: Body };

/** Status 0 is no answer at all. */
async function ask(method: "GET" | "POST", path: string, headers: object = {}, body?: object): Promise<Answer> {
  try {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { authorization, ...headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const read = (await answer.json()) as Body;
    return { status: answer.status, source: answer.headers.get("muster-source"), body: read };
  } catch {
    return { status: 0, source: null, body: {} };
  }
}

/** However it ends, nobody asks on. */
const over = new AbortController();
const writers = 4;
const each = 60;
const done: { readonly name: string; readonly body: Body }[] = [];
const seen = { refused: 0, tables: 0, file: 0 };

/** Repeats a command until it is answered with success, and then sees that it was true. */
async function opens(name: string): Promise<void> {
  while (!over.signal.aborted) {
    const { status, body } = await ask("POST", "/v1/queues", { "idempotency-key": name.replace(" ", "-") }, { name });
    if (status === 201) {
      done.push({ name, body });
      break;
    }
    expect([0, 409, 503]).toContain(status);
    seen.refused += 1;
    await delay(20);
  }
  if (over.signal.aborted) return;
  const position = String(done.findLast((each) => each.name === name)?.body["position"]);
  const found = await ask("GET", `/v1/queues/${encodeURIComponent(name)}`, { "muster-wait-for": position });
  // Whoever has waited for the position sees it, or is told that it cannot be seen now.
  expect([0, 200, 503, 504]).toContain(found.status);
  if (found.status === 200) expect(found.body).toMatchObject({ name });
}

async function writer(n: number): Promise<void> {
  for (let count = 0; count < each; count++) await opens(`queue ${n}-${count}`);
}

async function reader(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const { status, source, body } = await ask("GET", "/v1/members?team=engineering");
    await delay(10);
    expect([0, 200, 503]).toContain(status);
    if (status !== 200) continue;
    expect(body.items).toHaveLength(11);
    seen[source === "file" ? "file" : "tables"] += 1;
    // What is not marked is from the tables, which know the ids.
    for (const { memberId } of body.items ?? []) expect(memberId === null).toBe(source === "file");
  }
}

async function killed(after: number): Promise<void> {
  await until(`${after} are done`, () => done.length >= after, 60_000);
  process.kill(serving(folder("home")).postmaster, "SIGKILL");
  const since = performance.now();
  const before = done.length;
  await until("commands are taken again", () => done.length > before + writers);
  await until("the tables are read again", async () => {
    const { status, source } = await ask("GET", "/v1/members?team=engineering");
    return status === 200 && source === null;
  });
  expect(performance.now() - since).toBeLessThan(5_000);
}

it("gives no wrong success, and recovers in full", async () => {
  const reading = Promise.all([1, 2].map(() => reader(over.signal)));
  const writing = Promise.all(Array.from({ length: writers }, (_, n) => writer(n)));
  const killing = (async () => {
    for (const after of [40, 110]) await killed(after);
  })();
  await Promise.race([Promise.all([writing, killing]), reading]);
  over.abort();
  await reading;
  process.stderr.write(`killed: ${done.length} commands, ${seen.refused} repeated, reads ${JSON.stringify(seen)}\n`);

  const recorded: string[] = [];
  for (let next: string | null = null, first = true; first || next !== null; first = false) {
    const cursor: string = next === null ? "" : `&cursor=${next}`;
    const page: Answer = await ask("GET", `/v1/events?type=QueueOpened&limit=200${cursor}`);
    expect(page.status).toBe(200);
    recorded.push(...(page.body.items ?? []).map(({ eventId }) => String(eventId)));
    next = page.body["next"] as string | null;
  }
  const promised = done.flatMap(({ body }) =>
    (body["events"] as readonly Body[]).map(({ eventId }) => String(eventId)),
  );
  expect(promised).toHaveLength(writers * each);
  expect(recorded.filter((eventId) => promised.includes(eventId)).toSorted()).toEqual(promised.toSorted());
  // Beside them there are those of the import alone.
  expect(recorded).toHaveLength(promised.length + 3);
  expect(seen.refused).toBeGreaterThan(0);
  expect(seen.tables).toBeGreaterThan(0);
  await until("the tables hold all of it", async () => (await call(settings(), "doctor")).code === 0);
  expect(JSON.parse((await call(settings(), "verify", "--json")).out)).toMatchObject({ ok: true });
});
