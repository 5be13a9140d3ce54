import { beforeAll, describe, expect, it } from "@jest/globals";
import { createHash, randomUUID } from "node:crypto";
import { canonicalJson } from "../../src/app/codec/envelope.ts";
import { deriveId } from "../../src/app/ids.ts";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const order: ReturnType<typeof served>["order"] = (...asked) => served().order(...asked);
const pool = () => served().database.pool;
let ada = "";

const joins = (name: string) => ({ name, email: `${name}@example.com`, team: "engineering", start: "2025-01-01" });
const under = (key: string) => ({ "idempotency-key": key });
const head = async () => (await served().muster.status()).log;

/** What a process leaves behind that died while it ran the request. */
async function abandoned(key: string, asked: object, until = "-1 second"): Promise<void> {
  const request = createHash("sha256").update(canonicalJson(asked)).digest("base64url");
  await pool().query(
    `insert into muster.idempotency (key_id, request, running_until) values ($1, $2, now() + $3::interval)
     on conflict (key_id) do update set answer = null, running_until = excluded.running_until`,
    [keyId(key), request, until],
  );
}

const keyId = (key: string) => deriveId("idempotency-key", "test", "Bearer hr-admin", key);

beforeAll(async () => {
  const done = await order("POST", "/v1/members", { ...joins("ada"), newTeam: true });
  ada = String(done.body["id"]);
  for (const name of ["Cloud", "Dns"]) await order("POST", "/v1/queues", { name, on: "2025-01-01" });
});

describe("the same key", () => {
  it("with the same body has the same answer, and is done once", async () => {
    const first = await order("POST", "/v1/members", joins("bo"), under("k1"));
    const at = await head();
    const second = await order("POST", "/v1/members", joins("bo"), under("k1"));
    expect(first.status).toBe(201);
    expect({ status: second.status, body: second.body }).toEqual({ status: 201, body: first.body });
    for (const name of ["etag", "muster-position", "location"]) expect(second.headers[name]).toBe(first.headers[name]);
    expect(await head()).toBe(at);
  });

  it("has the same answer though things went on", async () => {
    const first = await order("PUT", `/v1/members/${ada}/queues/Dns`, {}, under("k2"));
    await order("DELETE", `/v1/members/${ada}/queues/Dns`);
    const second = await order("PUT", `/v1/members/${ada}/queues/Dns`, {}, under("k2"));
    expect(second.body).toEqual(first.body);
    const { body } = await served().ask("GET", `/v1/members/${ada}`);
    expect(body["queues"]).toEqual([]);
  });

  it("has the same answer where it made no event", async () => {
    const first = await order("PATCH", `/v1/members/${ada}`, { name: "ada" }, under("k3"));
    expect(first).toMatchObject({ status: 200, body: { events: [] } });
    await order("PATCH", `/v1/members/${ada}`, { name: "Ada Lovelace" });
    expect((await order("PATCH", `/v1/members/${ada}`, { name: "ada" }, under("k3"))).body).toEqual(first.body);
  });

  it("has the same refusal, with all of it, and holds it sealed", async () => {
    const first = await order("POST", "/v1/members", { ...joins("eve"), email: "ada@example.com" }, under("k4"));
    expect(first).toMatchObject({ status: 409, body: { code: "email-taken" } });
    const second = await order("POST", "/v1/members", { ...joins("eve"), email: "ada@example.com" }, under("k4"));
    const { correlationId: _, ...problem } = first.body;
    expect(second).toMatchObject({ status: 409, body: problem });
    const { rows } = await pool().query<{ answer: string | null }>("select answer from muster.idempotency");
    const kept = rows.flatMap(({ answer }) => [answer, Buffer.from(answer ?? "", "base64").toString("latin1")]);
    // Neither is so short that sealed bytes could spell it by chance.
    expect(kept.join("\n")).not.toMatch(/@example\.com|email-taken/i);
  });

  it("with another body or another address is refused", async () => {
    await order("POST", "/v1/queues", { name: "Five", on: "2025-01-01" }, under("k5"));
    for (const again of [
      order("POST", "/v1/queues", { name: "Fives", on: "2025-01-01" }, under("k5")),
      order("POST", "/v1/queues/Five/close", {}, under("k5")),
    ])
      expect(await again).toMatchObject({ status: 422, body: { code: "key-reused" } });
  });

  it("belongs to one caller", async () => {
    const close = (who: string) =>
      order(
        "POST",
        "/v1/queues",
        { name: `Of ${who}`, on: "2025-01-01" },
        { ...under("k6"), authorization: `Bearer hr-admin:${who}` },
      );
    expect((await close("x")).status).toBe(201);
    expect((await close("y")).status).toBe(201);
  });

  it("does not bind whoever was not allowed", async () => {
    const add = (who: string) =>
      order("POST", "/v1/queues", { name: "Seven" }, { ...under("k7"), authorization: `Bearer ${who}` });
    expect((await add("reader")).status).toBe(403);
    expect((await add("reader")).status).toBe(403);
  });

  it("is one of visible characters", async () => {
    for (const key of ["", "a b", "é", "x".repeat(256)])
      expect(await order("POST", "/v1/queues", { name: "Eight" }, under(key))).toMatchObject({ status: 400 });
  });
});

describe("at the same time", () => {
  it("one runs, and the others are told that it does or what came of it", async () => {
    const at = await head();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => order("PUT", `/v1/members/${ada}/queues/Cloud`, {}, under("k10"))),
    );
    const statuses = all.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(statuses.includes(409) ? [201, 409] : [201]));
    for (const { status, body, headers } of all)
      if (status === 409)
        expect({ code: body["code"], wait: headers["retry-after"] }).toEqual({ code: "still-running", wait: "1" });
    expect((await head()) - at).toBe(2n);
  });

  it("the same command under different keys is done once, and satisfied the other times", async () => {
    await order("DELETE", `/v1/members/${ada}/queues/Cloud`);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => order("PUT", `/v1/members/${ada}/queues/Cloud`, {}, under(randomUUID()))),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 7 }, () => 200), 201]);
  });

  it("of two who saw one revision of a member, one changes it", async () => {
    const { headers } = await served().ask("GET", `/v1/members/${ada}`);
    const seen = { "if-match": String(headers.etag) };
    const both = await Promise.all(
      ["Countess", "Analyst"].map((title) => order("PATCH", `/v1/members/${ada}`, { title }, seen)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = both.find(({ status }) => status === 412) as Answered;
    expect(refused.body).toMatchObject({
      code: "revision-conflict",
      details: { expected: String(headers.etag).slice(1, -1) },
    });
    const won = both.find(({ status }) => status === 200) as Answered;
    const { body } = await served().ask("GET", `/v1/members/${ada}`);
    expect(body["revision"]).toBe(won.body["revision"]);
  });

  it("two who saw nothing change it one after the other", async () => {
    const both = await Promise.all([
      order("PATCH", `/v1/members/${ada}`, { title: "One" }),
      order("PATCH", `/v1/members/${ada}`, { skills: ["two"] }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await served().ask("GET", `/v1/members/${ada}`);
    expect(body).toMatchObject({ title: "One", skills: ["two"] });
  });
});

describe("after a crash", () => {
  const asked = (body: object) => ({ method: "POST", url: "/v1/queues", body });

  it("what still runs is not run twice", async () => {
    const body = { name: "Running", on: "2025-01-01" };
    await abandoned("c1", asked(body), "1 minute");
    expect(await order("POST", "/v1/queues", body, under("c1"))).toMatchObject({
      status: 409,
      body: { code: "still-running" },
    });
  });

  it("what was not recorded is done when it is asked for again", async () => {
    const body = { name: "Unrecorded", on: "2025-01-01" };
    await abandoned("c2", asked(body));
    expect(await order("POST", "/v1/queues", body, under("c2"))).toMatchObject({ status: 201 });
  });

  it("what was recorded and not answered is answered from the log, and not done again", async () => {
    const body = { name: "Recorded", minimum: 1, on: "2025-01-01" };
    const first = await order("POST", "/v1/queues", body, under("c3"));
    await abandoned("c3", asked(body));
    const at = await head();
    const again = await order("POST", "/v1/queues", body, under("c3"));
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body });
    expect(await head()).toBe(at);
  });

  it("what was recorded is answered as it was, though things went on", async () => {
    const body = { name: "Went on", on: "2025-01-01" };
    const first = await order("POST", "/v1/queues", body, under("c4"));
    await abandoned("c4", asked(body));
    await order("PATCH", "/v1/queues/Went%20on", { minimum: 3 });
    const again = await order("POST", "/v1/queues", body, under("c4"));
    expect(again.body).toEqual(first.body);
  });

  it("what concerned others as well is answered with all of it", async () => {
    const lead = await order("POST", "/v1/members", joins("lead"));
    for (const name of ["first", "second"])
      await order("POST", "/v1/members", { ...joins(name), manager: "lead@example.com" });
    const url = `/v1/members/${String(lead.body["id"])}/deactivate`;
    const body = { reasonCode: "other", lastDay: "2025-03-31", reportsTo: "ada@example.com" };
    const first = await order("POST", url, body, under("c6"));
    expect(first.body.events).toHaveLength(3);
    await abandoned("c6", { method: "POST", url, body });
    expect((await order("POST", url, body, under("c6"))).body).toEqual(first.body);
  });

  it("a key is free again after a day", async () => {
    await order("POST", "/v1/queues", { name: "Yesterday", on: "2025-01-01" }, under("c5"));
    await pool().query("update muster.idempotency set created_at = now() - interval '25 hours' where key_id = $1", [
      keyId("c5"),
    ]);
    expect(await order("POST", "/v1/queues", { name: "Today", on: "2025-01-01" }, under("c5"))).toMatchObject({
      status: 201,
    });
  });
});

describe("If-Match", () => {
  it.each([
    ['"999"', 412, "revision-conflict"],
    ["3", 400, "invalid-request"],
    ['W/"3"', 400, "invalid-request"],
  ])("%s is answered with %i", async (tag, status, code) => {
    expect(await order("PATCH", `/v1/members/${ada}`, { title: "Never" }, { "if-match": tag })).toMatchObject({
      status,
      body: { code },
    });
  });

  it("* asks only that there is something", async () => {
    expect(await order("PATCH", `/v1/members/${ada}`, { title: "Always" }, { "if-match": "*" })).toMatchObject({
      status: 200,
    });
  });

  it("goes for assignments and queues as well", async () => {
    const { headers } = await served().ask("GET", `/v1/members/${ada}`);
    const cover = `/v1/members/${ada}/queues/Dns`;
    expect(await order("PUT", cover, {}, { "if-match": String(headers.etag) })).toMatchObject({ status: 201 });
    expect(await order("DELETE", cover, {}, { "if-match": String(headers.etag) })).toMatchObject({ status: 412 });
    expect(await order("PATCH", "/v1/queues/Dns", { minimum: 0 }, { "if-match": '"7"' })).toMatchObject({
      status: 412,
    });
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
