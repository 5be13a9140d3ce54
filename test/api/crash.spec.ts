import { beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { useServed } from "./support.ts";

/** What a client finds who repeats a request whose process was killed with -9, at another process. */
const served = useServed();
const script = join(import.meta.dirname, "heldServer.ts");
const order: ReturnType<typeof served>["order"] = (...asked) => served().order(...asked);
const head = async () => (await served().muster.status()).log;
const start = "2025-01-01";
let ada = "";

type Request = readonly [method: string, url: string, body: object, key: string];

/** Sends a request to a process of its own, and kills that at a step of it. */
async function killedAt(step: string, ...[method, url, body, key]: Request): Promise<void> {
  const env = { ...process.env, ...served().settings, HOLD_AT: step };
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  while (!said.includes("listens at ")) await Promise.race([once(child.stdout, "data"), ended]);
  const address = /listens at (\S+)/.exec(said)?.[1] ?? "";
  const headers = { authorization: "Bearer hr-admin", "idempotency-key": key, "content-type": "application/json" };
  const asked = fetch(address + url, { method, headers, body: JSON.stringify(body) });
  const cut = expect(asked.then(({ status }) => status)).rejects.toThrow();
  while (!said.split("\n").includes(step)) await Promise.race([once(child.stdout, "data"), ended]);
  child.kill("SIGKILL");
  await ended;
  await cut;
}

/** A run counts as dead after a while; this is after it. */
const afterAWhile = () =>
  served().database.pool.query("update muster.idempotency set running_until = now() where answer is null");

const again = (...[method, url, body, key]: Request) => order(method, url, body, { "idempotency-key": key });

beforeAll(async () => {
  const member = { name: "Ada", email: "ada@example.com", team: "engineering", newTeam: true, start };
  ada = String((await order("POST", "/v1/members", member)).body["id"]);
  for (const name of ["Cloud", "Dns", "Was"]) await order("POST", "/v1/queues", { name, on: start });
});

describe("a command whose process is killed", () => {
  it("before it was recorded is done when it is asked for again", async () => {
    const body = { name: "Begun", on: start };
    const at = await head();
    await killedAt("begun", "POST", "/v1/queues", body, "k1");
    expect(await head()).toBe(at);
    expect(await again("POST", "/v1/queues", body, "k1")).toMatchObject({
      status: 409,
      body: { code: "still-running" },
    });
    await afterAWhile();
    expect(await again("POST", "/v1/queues", body, "k1")).toMatchObject({ status: 201 });
  });

  it("between its append and its answer is answered from the log, once and for all", async () => {
    const url = `/v1/members/${ada}/queues/Cloud`;
    await killedAt("recorded", "PUT", url, {}, "k2");
    const at = await head();
    expect(await again("PUT", url, {}, "k2")).toMatchObject({ status: 409, body: { code: "still-running" } });
    expect(await again("PUT", url, { type: "backup" }, "k2")).toMatchObject({
      status: 422,
      body: { code: "key-reused" },
    });
    await afterAWhile();
    const first = await again("PUT", url, {}, "k2");
    expect(first).toMatchObject({
      status: 201,
      body: { id: ada, position: String(at), events: [{ type: "QueueAssigned" }] },
    });
    expect(await again("PUT", url, {}, "k2")).toMatchObject({ status: 201, body: first.body });
    expect(await head()).toBe(at);
  });

  it("is answered from the log, although its words would be refused by now", async () => {
    const url = `/v1/members/${ada}/queues/Was`;
    await killedAt("recorded", "PUT", url, {}, "k3");
    await order("DELETE", url);
    await order("PATCH", "/v1/queues/Was", { name: "Is" });
    await afterAWhile();
    expect((await order("PUT", url, {})).status).toBe(404);
    const at = await head();
    expect(await again("PUT", url, {}, "k3")).toMatchObject({
      ...{ status: 201, body: { id: ada, events: [{ type: "QueueAssigned" }] } },
    });
    expect(await head()).toBe(at);
  });

  it("of which the first had nothing to do, is answered with what the others did", async () => {
    const commands = [
      { type: "UpdateMember", member: "ada@example.com", name: "Ada" },
      { type: "AssignQueue", member: "ada@example.com", queue: "Dns" },
    ];
    await killedAt("recorded", "POST", "/v1/commands", { commands }, "k4");
    await order("DELETE", `/v1/members/${ada}/queues/Dns`);
    await afterAWhile();
    const at = await head();
    expect(await again("POST", "/v1/commands", { commands }, "k4")).toMatchObject({
      ...{ status: 201, body: { id: ada, events: [{ type: "QueueAssigned" }] } },
    });
    expect(await head()).toBe(at);
  });

  it("after its answer was kept has that answer, also where it made no event", async () => {
    const url = `/v1/members/${ada}`;
    await killedAt("answered", "PATCH", url, { name: "Ada" }, "k5");
    await order("PATCH", url, { name: "Ada Byron" });
    const at = await head();
    expect(await again("PATCH", url, { name: "Ada" }, "k5")).toMatchObject({ status: 200, body: { events: [] } });
    expect(await head()).toBe(at);
  });

  it("has left nothing that is not so by the log", async () => {
    await served().muster.settle(await head());
    expect((await served().muster.verify()).ok).toBe(true);
    expect(served().unexpected).toEqual([]);
  });
});
