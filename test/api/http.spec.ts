import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connect } from "node:net";
import { listen, type Listening } from "../../src/api/listening.ts";
import { catalogue } from "../../src/api/problems/catalogue.ts";
import { authenticate, serve, type Served, useServed } from "./support.ts";
import { sentRaw } from "./rawLine.ts";

const served = useServed();
const ask: Served["ask"] = (...asked) => served().ask(...asked);
const json = { "content-type": "application/json" };

/** Sends a body as it is. */
async function send(payload: string, headers: Readonly<Record<string, string>> = json, url = "/v1/queues") {
  const response = await served().app.inject({
    ...{ method: "POST", url, payload },
    headers: { authorization: "Bearer hr-admin", ...headers },
  });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

beforeAll(async () => {
  const member = { name: "Ada", email: "ada@example.com", team: "engineering", newTeam: true, start: "2025-01-01" };
  await served().order("POST", "/v1/members", member);
});

describe("bodies", () => {
  it.each([
    ["no JSON", "{", 400, "invalid-json"],
    ["__proto__", '{"name":"x","__proto__":{"admin":true}}', 400, "invalid-json"],
    ["constructor.prototype", '{"name":"x","constructor":{"prototype":{}}}', 400, "invalid-json"],
    ["a NUL", '{"name":"a\\u0000b"}', 400, "invalid-json"],
    ["deep JSON", "[".repeat(17) + "]".repeat(17), 400, "invalid-json"],
    ["very deep JSON", "[".repeat(60_000), 400, "invalid-json"],
    ["another shape", '"name"', 400, "invalid-request"],
    ["null", "null", 400, "invalid-request"],
    ["an actor", '{"name":"x","actor":{"issuer":"a","subject":"b"}}', 400, "invalid-request"],
    ["more than 64 KB", JSON.stringify({ name: "x".repeat(66_000) }), 413, "payload-too-large"],
    ["a long name", JSON.stringify({ name: "x".repeat(201) }), 400, "invalid-value"],
    ["a control character", '{"name":"a\\u0007b"}', 400, "invalid-value"],
    ["a lone surrogate", '{"name":"a\\ud800b"}', 400, "invalid-value"],
  ])("with %s are refused", async (...[, payload, status, code]) => {
    expect(await send(payload)).toMatchObject({ status, body: { code, status } });
  });

  it("take a backslash before u0000 for what it is", async () => {
    expect(await send('{"name":"C:\\\\u0000"}')).toMatchObject({ status: 201 });
  });

  it("of another media type are refused", async () => {
    expect(await send("name=x", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      status: 415,
    });
    expect(await send("<a/>", { "content-type": "text/xml" })).toMatchObject({
      status: 415,
      body: { code: "unsupported-media-type" },
    });
  });

  it("leave no trace on objects", async () => {
    await send('{"name":"x","__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("addresses", () => {
  it.each([
    ["GET", "/v1/nothing", 404, "not-found"],
    ["GET", "/", 404, "not-found"],
    ["PUT", "/v1/members", 405, "method-not-allowed"],
    ["DELETE", "/v1/events", 405, "method-not-allowed"],
    ["OPTIONS", "/v1/members", 405, "method-not-allowed"],
    ["TRACE", "/v1/members", 405, "method-not-allowed"],
    ["GET", "/v1/members/%zz", 400, "invalid-url"],
    ["GET", "/v1/members/..%2f..%2fetc%2fpasswd", 400, "invalid-request"],
    ["GET", "/v1/queues/..%2f..%2fetc%2fpasswd", 404, "queue-unknown"],
    ["GET", "/docs/static/..%2f..%2f..%2fpackage.json", 404, "not-found"],
    ["GET", "/problems/..%2f..%2fpackage.json", 404, "not-found"],
    ["GET", `/v1/queues/${"x".repeat(3000)}`, 400, "invalid-url"],
    ["GET", "/v1/queues/a%00b", 400, "invalid-request"],
    ["GET", "/v1/members?q=%00", 400, "invalid-request"],
    ["GET", "/v1/members?team=a&team=b", 400, "invalid-request"],
    ["GET", "/v1/members?unknown=1", 400, "invalid-request"],
    ["GET", "/v1/members?__proto__=1", 400, "invalid-request"],
    ["GET", "/v1/members?limit=0", 400, "invalid-request"],
    ["GET", "/v1/members?limit=201", 400, "invalid-request"],
    ["GET", "/v1/members?limit=1e999", 400, "invalid-request"],
    ["GET", "/v1/members?active=yes", 400, "invalid-request"],
  ])("%s %s is %i %s", async (...[method, url, status, code]) => {
    const { body, headers, ...answer } = await ask(method, url);
    expect({ status: answer.status, code: body["code"] }).toEqual({ status, code });
    expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
    if (status === 405) expect(headers["allow"]).toContain("GET");
    expect(JSON.stringify(body)).not.toMatch(/node_modules|\/src\/|at \w+ \(|select |pg_/);
  });

  it("tell by HEAD what GET would, without its body", async () => {
    const [head, get] = [await ask("HEAD", "/v1/members"), await ask("GET", "/v1/members")];
    expect([head.status, head.headers["content-length"]]).toEqual([200, get.headers["content-length"]]);
  });

  it("take names of queues that are percent-encoded", async () => {
    const name = "Night/Shift 100% – ü?#";
    await served().order("POST", "/v1/queues", { name, on: "2025-01-01" });
    expect((await ask("GET", `/v1/queues/${encodeURIComponent(name)}`)).body).toMatchObject({ name });
  });

  it("name the place of what is wrong", async () => {
    expect((await ask("GET", "/v1/members?limit=x")).body).toMatchObject({
      errors: [{ in: "query", pointer: "/limit" }],
    });
    const list = { commands: [{ type: "OpenQueue", name: "x", "a/b": 1 }] };
    expect((await ask("POST", "/v1/commands", list)).body).toMatchObject({ pointer: "/commands/0/a~1b" });
  });
});

describe("SQL", () => {
  const injected = "'; drop table public.team_members; --";
  it.each([
    ["GET", `/v1/members?team=${encodeURIComponent(injected)}`],
    ["GET", `/v1/members?q=${encodeURIComponent(injected)}`],
    ["GET", `/v1/members?manager=${encodeURIComponent(injected)}`],
    ["GET", `/v1/members?queue=${encodeURIComponent(injected)}`],
    ["GET", `/v1/members?sort=${encodeURIComponent(injected)}`],
    ["GET", `/v1/members?cursor=${encodeURIComponent(injected)}`],
    ["GET", `/v1/events?actor=${encodeURIComponent(injected)}`],
    ["GET", `/v1/events?type=${encodeURIComponent(injected)}`],
    ["GET", `/v1/events?from=${encodeURIComponent(injected)}`],
    ["GET", `/v1/org-chart?team=${encodeURIComponent(injected)}`],
    ["GET", `/v1/queues/${encodeURIComponent(injected)}/members`],
    ["PATCH", `/v1/queues/${encodeURIComponent(injected)}`],
  ])("%s %s reaches no table", async (method, url) => {
    expect((await ask(method, url, method === "GET" ? undefined : { minimum: 1 })).status).toBeLessThan(500);
    expect((await ask("GET", "/v1/members")).body.items).toHaveLength(1);
  });

  it("is a name like any other", async () => {
    const body = { name: injected, email: "bobby@example.com", team: injected, newTeam: true, title: injected };
    const done = await served().order("POST", "/v1/members", { ...body, skills: [injected], reason: injected });
    expect(done.status).toBe(201);
    const found = await ask("GET", `/v1/members/${String(done.body["id"])}`);
    expect(found.body).toMatchObject({ name: injected, team: injected, title: injected, skills: [injected] });
    expect((await ask("GET", `/v1/members?team=${encodeURIComponent(injected)}`)).body.items).toHaveLength(1);
  });
});

describe("Muster-Wait-For", () => {
  it("shows what was done, or tells how far the tables are", async () => {
    const done = await ask("POST", "/v1/queues", { name: "Awaited", on: "2025-01-01" });
    const position = String(done.body["position"]);
    const seen = await ask("GET", "/v1/queues/Awaited", undefined, { "muster-wait-for": position });
    expect(seen).toMatchObject({ status: 200, headers: { "muster-position": position } });
    const started = Date.now();
    const never = await ask("GET", "/v1/queues", undefined, { "muster-wait-for": "999999999999" });
    expect(never).toMatchObject({
      status: 504,
      body: { code: "not-reached", details: { reached: position } },
      headers: { "muster-position": position },
    });
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_900);
  });

  it.each(["x", "-1", "1.5", "99999999999999999999999"])("takes no %s", async (position) => {
    expect(await ask("GET", "/v1/queues", undefined, { "muster-wait-for": position })).toMatchObject({ status: 400 });
  });
});

describe("problems", () => {
  it.each(Object.keys(catalogue))("%s has a page", async (code) => {
    const page = await served().app.inject({ url: `/problems/${code}` });
    expect(page.statusCode).toBe(200);
    expect(page.headers["content-type"]).toMatch(/^text\/html/);
    expect(page.body).toContain(`<code>${code}</code>`);
  });

  it("tell the correlation id, the caller's own where it is one", async () => {
    const { body, headers } = await ask("GET", "/v1/nothing", undefined, { "x-correlation-id": "mine-1" });
    expect([body["correlationId"], headers["x-correlation-id"]]).toEqual(["mine-1", "mine-1"]);
    const other = await ask("GET", "/v1/queues", undefined, { "x-correlation-id": "<script>" });
    expect(other.headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("tell nothing internal of what was not expected, and note it", async () => {
    const { app, unexpected } = served();
    const seen: unknown[] = [];
    const broken = await serve({
      unexpected: (error) => seen.push(error),
      authenticate: () => Promise.reject(new Error("secret /etc/x")),
    });
    const response = await broken.app.inject({ url: "/v1/queues" });
    expect([response.statusCode, response.body]).toEqual([500, expect.not.stringMatching(/secret|etc/)]);
    expect(seen).toHaveLength(1);
    await broken.close();
    expect([app.server.listening, unexpected]).toEqual([false, []]);
  });
});

describe("the description", () => {
  it("is OpenAPI 3.1, of every route", async () => {
    const { body } = await ask("GET", "/docs/json");
    expect(body["openapi"]).toBe("3.1.0");
    const paths = Object.keys(body["paths"] as object);
    for (const path of [
      "/v1/members",
      "/v1/members/{id}/queues/{queue}",
      "/v1/commands",
      "/v1/events",
      "/v1/org-chart",
    ])
      expect(paths).toContain(path);
  });

  it("is shown by a page that loads nothing from elsewhere", async () => {
    const page = await served().app.inject({ url: "/docs/" });
    expect(page.body).not.toMatch(/(src|href)="https?:/);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    for (const [, file] of page.body.matchAll(/(?:src|href)="\.(\/static\/[^"]+)"/g))
      expect((await served().app.inject({ url: `/docs${file ?? ""}` })).statusCode).toBe(200);
  });
});

describe("limits", () => {
  it("hold for a caller, and for an address", async () => {
    const limited = await serve({ limits: { perCaller: 3, perAddress: 5 } });
    const statuses: number[] = [];
    for (const who of ["reader", "reader", "reader", "reader", "auditor", "auditor"])
      statuses.push((await limited.ask("GET", "/v1/queues", undefined, { authorization: `Bearer ${who}` })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 200, 429]);
    const refused = await limited.ask("GET", "/v1/queues");
    expect(refused).toMatchObject({ status: 429, body: { code: "too-many-requests" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    await limited.close();
  });
});

describe("over a socket", () => {
  let listening: Listening;
  let slow: Served;
  let entered: Promise<void>;
  let goOn: () => void = () => undefined;

  beforeAll(async () => {
    let enter: () => void = () => undefined;
    entered = new Promise((resolve) => {
      enter = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    slow = await serve({
      authenticate: async (request) => {
        if (request.headers.authorization === "Bearer hr-admin:slow") {
          enter();
          await gate;
        }
        return authenticate(request);
      },
    });
    listening = await listen(slow.app, { host: "127.0.0.1", port: 0 });
  });
  afterAll(() => slow.close());

  const raw = (text: string): Promise<string> => sentRaw(listening.address, text);

  it("answers", async () => {
    const response = await fetch(`${listening.address}/v1/queues`, { headers: { authorization: "Bearer hr-admin" } });
    expect([response.status, await response.json()]).toEqual([200, { items: [], next: null }]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("tells who speaks no HTTP, or too much of it, that it cannot be read", async () => {
    expect(await raw("hello\r\n\r\n")).toMatch(/^HTTP\/1.1 400 .*\r\n[^]*"code":"invalid-request"/);
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\na: ${"x".repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
  });

  it("cuts off what does not end in the time that it is given", async () => {
    const endless = await serve({ authenticate: () => new Promise(() => undefined) });
    const short = await listen(endless.app, { host: "127.0.0.1", port: 0, graceMs: 50 });
    const cut = fetch(`${short.address}/v1/queues`);
    const arrived = new Promise<void>((resolve) => endless.app.server.once("request", () => resolve()));
    await arrived;
    await Promise.all([expect(cut).rejects.toThrow(), short.close()]);
    await endless.close();
  });

  it("waits for nobody who has asked nothing, nor for a line that was kept", async () => {
    const other = await serve({ authenticate: () => Promise.reject(new Error("nobody")) });
    const stopping = await listen(other.app, { host: "127.0.0.1", port: 0 });
    const silent = connect(Number(new URL(stopping.address).port), "127.0.0.1");
    const ended = new Promise<void>((resolve) => silent.once("close", () => resolve()));
    await new Promise<void>((resolve) => other.app.server.once("connection", () => resolve()));
    await (await fetch(`${stopping.address}/healthz`)).text();
    const begun = performance.now();
    await stopping.close();
    await ended;
    expect(performance.now() - begun).toBeLessThan(2_000);
    await other.close();
  });

  it("stops within ten seconds, after what is under way", async () => {
    const under = fetch(`${listening.address}/v1/queues`, { headers: { authorization: "Bearer hr-admin:slow" } });
    await entered;
    const closing = listening.close();
    await expect(fetch(`${listening.address}/v1/queues`)).rejects.toThrow();
    goOn();
    expect((await under).status).toBe(200);
    await closing;
  });
});
