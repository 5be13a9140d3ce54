import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Role } from "../../src/app/access/principal.ts";
import { operator } from "../../src/app/access/principal.ts";
import { until } from "../support/embeddedHomes.ts";
import { openSource, type Source } from "../support/eventSource.ts";
import { useDatabase } from "../support/postgres.ts";
import { running, type Running } from "../support/running.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";

/** Events as they land, over a line to Postgres that can be cut. */
const database = useDatabase();
let line: TcpProxy;
let served: Running;
let stopProjecting: () => Promise<void>;
const opened: Source[] = [];

beforeAll(async () => {
  const url = new URL(database().url);
  line = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(line.port);
  served = await running(url.href);
  stopProjecting = served.project();
});
afterAll(async () => {
  opened.forEach((source) => source.close());
  line.mend();
  await served.close();
  await line.close();
});

type Answer = { readonly id: string; readonly position: string; readonly events: readonly { eventId: string }[] };
type Item = { readonly position: string; readonly type: string; readonly memberId: string | null };

let made = 0;
async function order(method: string, path: string, body: unknown): Promise<Answer> {
  const answer = await served.send(method, path, body);
  expect(answer.status).toBeLessThan(300);
  const done = (await answer.json()) as Answer;
  await served.muster.waitFor(BigInt(done.position), 10_000);
  return done;
}
const openQueue = () => order("POST", "/v1/queues", { name: `Queue ${(made += 1)}` });
const join = (team: string) =>
  order("POST", "/v1/members", {
    ...{ name: `Member ${(made += 1)}`, email: `m${made}@secret.example`, team, newTeam: true },
  });

async function listen(path = "/v1/changes", headers: Readonly<Record<string, string>> = {}): Promise<Source> {
  const sent = { authorization: `Bearer ${served.token}`, ...headers };
  const source = await openSource(new URL(path, served.address), sent);
  opened.push(source);
  return source;
}
const from = (id: string, path?: string) => listen(path, { "last-event-id": id });

const admin = operator({ issuer: "test", subject: "admin" }, null);
async function keyOf(role: Role, team?: string): Promise<{ key: string; name: string }> {
  const name = `key ${(made += 1)}`;
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { key } = await served.muster.access.keys.create(admin, {
    name,
    role,
    expiresAt,
    ...(team !== undefined && { team }),
  });
  return { key, name };
}

describe("a stream of changes", () => {
  it("begins with what is recorded next, each event as in the list of events", async () => {
    await openQueue();
    const source = await listen();
    expect(source.status).toBe(200);
    expect(source.headers.get("content-type")).toBe("text/event-stream");
    expect(source.headers.get("cache-control")).toBe("no-store");
    const { id, events } = await join("navy");
    await until("it comes", () => source.events.length === 1);
    const list = (await (await served.get(`/v1/events?member=${id}`)).json()) as { items: Item[] };
    expect(source.events.map(({ data }) => data)).toEqual(list.items);
    expect(source.events[0]?.data).toMatchObject({ eventId: events[0]?.eventId, type: "MemberRegistered" });
    expect(source.ids()).toEqual(list.items.map(({ position }) => position));
  });

  it("goes on after the last event that was seen: none is missing, none comes twice", async () => {
    const first = await listen();
    await openQueue();
    await until("the first comes", () => first.events.length === 1);
    first.close();
    for (let n = 0; n < 3; n++) await openQueue();
    const second = await from(first.ids()[0] ?? "");
    await until("the missed ones come", () => second.events.length >= 3);
    await openQueue();
    await until("the new one comes", () => second.events.length >= 4);
    const all = (await (await served.get("/v1/events?type=QueueOpened&limit=200")).json()) as { items: Item[] };
    expect([...first.ids(), ...second.ids()]).toEqual(all.items.slice(-5).map(({ position }) => position));
  });

  it("can be told from the beginning, and of one type, member or queue", async () => {
    const member = await join("navy");
    const types = async (source: Source, count: number) => {
      await until(`${count} come`, () => source.events.length >= count);
      return [...new Set(source.events.map(({ data }) => (data as Item).type))];
    };
    expect(await types(await from("0"), 4)).toEqual(["QueueOpened", "MemberRegistered"]);
    expect(await types(await from("0", "/v1/changes?type=MemberRegistered"), 2)).toEqual(["MemberRegistered"]);
    const own = await from("0", `/v1/changes?member=${member.id}`);
    expect(await types(own, 1)).toEqual(["MemberRegistered"]);
    expect((own.events[0]?.data as Item).memberId).toBe(member.id);
    const queue = await openQueue();
    const ofQueue = await from("0", `/v1/changes?queue=${queue.id}`);
    expect(await types(ofQueue, 1)).toEqual(["QueueOpened"]);
    expect(ofQueue.events).toHaveLength(1);
  });

  it.each(["x", "-1", "01", "9999999999999999"])("refuses to go on after %s", async (id) => {
    expect((await from(id)).status).toBe(400);
  });

  it("goes on by itself when the log was away", async () => {
    const source = await listen();
    // What the stream rests on is opened by its first reading: one that was not there yet ends, to be resumed.
    await openQueue();
    await until("the first comes", () => source.events.length === 1);
    line.cut();
    await until("the log is away", async () => (await served.get("/readyz")).status === 503);
    line.mend();
    await until("it is back", async () => (await served.get("/readyz")).status === 200);
    const { events } = await openQueue();
    await until("it comes", () =>
      source.events.some(({ data }) => (data as Item & { eventId: string }).eventId === events[0]?.eventId),
    );
  });
});

describe("whoever listens", () => {
  it("as a lead hears of their own team, also of who has just joined it, and of no other", async () => {
    await join("lead team");
    const { key } = await keyOf("lead", "lead team");
    const source = await listen("/v1/changes", { authorization: `Bearer ${key}` });
    await join("another team");
    const { id, position } = await join("lead team");
    await until("it comes", () => source.events.length > 0);
    await order("PATCH", `/v1/members/${id}`, { title: "x" });
    await until("the next comes", () => source.events.length > 1);
    expect(source.events.map(({ data }) => (data as Item).memberId)).toEqual([id, id]);
    expect(BigInt(source.ids()[0] ?? 0)).toBeLessThanOrEqual(BigInt(position));
  });

  it("as a lead hears of nothing that the tables do not hold yet, and of all of it once they do", async () => {
    await join("slow team");
    const lead = { authorization: `Bearer ${(await keyOf("lead", "slow team")).key}` };
    const [admins, leads] = [await listen(), await listen("/v1/changes", lead)];
    await stopProjecting();
    const body = { name: "Late", email: "late@secret.example", team: "slow team" };
    const answer = await served.send("POST", "/v1/members", body);
    expect(answer.status).toBe(201);
    const { id, position } = (await answer.json()) as Answer;
    const heard = (source: Source) => source.events.map(({ data }) => (data as Item).memberId);
    await until("whoever sees all hears of it", () => heard(admins).includes(id));
    expect((await served.muster.status()).tables).toBeLessThan(BigInt(position));
    expect(leads.events).toEqual([]);
    stopProjecting = served.project();
    await until("it comes", () => leads.events.length > 0);
    expect(heard(leads)).toEqual([id]);
  });

  it("must be allowed to read the history", async () => {
    const reader = { authorization: `Bearer ${(await keyOf("reader")).key}` };
    expect((await listen("/v1/changes", reader)).status).toBe(403);
    const stranger = await join("another team");
    const lead = { authorization: `Bearer ${(await keyOf("lead", "lead team")).key}` };
    expect((await listen(`/v1/changes?member=${stranger.id}`, lead)).status).toBe(403);
    expect((await listen("/v1/changes", { authorization: "" })).status).toBe(401);
  });

  it("hears no more soon after the key was revoked", async () => {
    const { key, name } = await keyOf("auditor");
    const source = await listen("/v1/changes", { authorization: `Bearer ${key}` });
    await openQueue();
    await until("it comes", () => source.events.length === 1);
    await served.muster.access.keys.revoke(admin, name);
    const revokedAt = performance.now();
    await source.ended;
    expect(performance.now() - revokedAt).toBeLessThan(3_000);
    await openQueue();
    expect(source.events).toHaveLength(1);
  });

  it("has twenty streams at the most, and others again once some have ended", async () => {
    const { key } = await keyOf("auditor");
    const mine = () => listen("/v1/changes", { authorization: `Bearer ${key}` });
    const many = await Promise.all(Array.from({ length: 20 }, mine));
    expect(many.map(({ status }) => status)).toEqual(many.map(() => 200));
    expect((await mine()).status).toBe(429);
    many[0]?.close();
    await until("there is room", async () => (await mine()).status === 200);
    many.forEach((source) => source.close());
  });
});

it("a stop of the server ends every stream at once, in good order", async () => {
  const other = await running(database().url);
  const source = await openSource(new URL("/v1/changes", other.address), { authorization: `Bearer ${other.token}` });
  const begun = performance.now();
  await other.close();
  await source.ended;
  expect(performance.now() - begun).toBeLessThan(2_000);
});
