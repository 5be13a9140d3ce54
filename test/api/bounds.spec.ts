import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listen, type Listening } from "../../src/api/listening.ts";
import { authenticate, serve, type Served, useServed } from "./support.ts";
import { sentRaw } from "./rawLine.ts";

const served = useServed();

describe("every answer", () => {
  const protecting = {
    "content-security-policy": expect.stringContaining("default-src 'none'"),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": expect.stringMatching(/^max-age=\d{8}/),
  };
  it.each([
    ["of a query", "GET", "/v1/members", 200],
    ["that refuses", "GET", "/v1/members?limit=0", 400],
    ["to whom nobody knows", "GET", "/v1/members", 401],
    ["of what is not there", "GET", "/nothing", 404],
    ["of the description", "GET", "/docs/", 200],
    ["about a problem", "GET", "/problems/not-found", 200],
  ])("%s tells a browser to show it to nobody else", async (what, method, url, status) => {
    const headers = { authorization: what === "to whom nobody knows" ? "" : "Bearer hr-admin" };
    const answer = await served().ask(method, url, undefined, headers);
    expect(answer).toMatchObject({ status, headers: protecting });
    expect(answer.headers["x-powered-by"]).toBeUndefined();
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    if (url.startsWith("/v1/members") && status === 200) expect(answer.headers["cache-control"]).toBe("no-store");
  });
});

describe("where a request comes from", () => {
  const limits = { perCaller: 1_000, perAddress: 2 };
  const from = async (limited: Served, forwarded: string, remoteAddress: string) => {
    const headers = { authorization: "Bearer reader", "x-forwarded-for": forwarded };
    return (await limited.app.inject({ url: "/v1/queues", headers, remoteAddress })).statusCode;
  };

  it("is who sends it, whatever they say", async () => {
    const limited = await serve({ limits });
    const statuses = [];
    for (const forwarded of ["1.1.1.1", "2.2.2.2", "3.3.3.3"])
      statuses.push(await from(limited, forwarded, "10.0.0.7"));
    expect(statuses).toEqual([200, 200, 429]);
    await limited.close();
  });

  it("is what a trusted proxy says, and what another says before it counts for nothing", async () => {
    const limited = await serve({ limits, trustedProxies: ["10.0.0.0/24"] });
    const statuses = [];
    for (const invented of ["1.1.1.1", "2.2.2.2", "3.3.3.3"])
      statuses.push(await from(limited, `${invented}, 9.9.9.9`, "10.0.0.7"));
    statuses.push(await from(limited, "8.8.8.8", "10.0.0.7"));
    expect(statuses).toEqual([200, 200, 429, 200]);
    await limited.close();
  });

  it("is one for all addresses that one line of IPv6 has", async () => {
    const limited = await serve({ limits });
    const statuses = [];
    for (const address of ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"])
      statuses.push(await from(limited, "", address));
    expect(statuses).toEqual([200, 200, 429, 200]);
    await limited.close();
  });

  it("counts before anyone is known: so are guesses of tokens", async () => {
    const limited = await serve({ limits });
    const guess = (n: number) =>
      limited.app.inject({ url: "/v1/queues", headers: { authorization: "" }, remoteAddress: `10.0.0.${n}` });
    expect([(await guess(1)).statusCode, (await guess(1)).statusCode, (await guess(1)).statusCode]).toEqual([
      401, 401, 429,
    ]);
    await limited.close();
  });
});

describe("time", () => {
  let hasty: Served;
  let listening: Listening;
  beforeAll(async () => {
    hasty = await serve({
      patience: { receiving: 600, answering: 300 },
      authenticate: (request) =>
        request.headers.authorization === "Bearer never" ? new Promise(() => undefined) : authenticate(request),
    });
    listening = await listen(hasty.app, { host: "127.0.0.1", port: 0 });
  });
  afterAll(() => hasty.close());

  const unfinished = (text: string): Promise<string> => sentRaw(listening.address, text);

  const started = "POST /v1/queues HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n";
  it.each([
    ["its headers", "GET /v1/queues HTTP/1.1\r\nhost: x\r\n", 408],
    ["its body", `${started}authorization: Bearer hr-admin\r\n\r\n{`, 503],
    ["its body, of nobody who is known", `${started}\r\n{`, 401],
  ])("is up for a request that never ends with %s", async (_, text, status) => {
    expect(await unfinished(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it("is up for an answer that is never made, and the caller is told to try again", async () => {
    const headers = { authorization: "Bearer never" };
    const answer = await hasty.ask("GET", "/v1/queues", undefined, headers);
    expect(answer).toMatchObject({ status: 503, body: { code: "timed-out" }, headers: { "retry-after": "1" } });
  });

  it("is half a minute for each where nothing else is said", () => {
    expect(served().app.server.requestTimeout).toBe(30_000);
    expect(served().app.initialConfig).toMatchObject({ bodyLimit: 65_536, requestTimeout: 30_000 });
  });
});
