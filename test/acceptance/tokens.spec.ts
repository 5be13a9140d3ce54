import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { readFileSync, rmSync, statSync } from "node:fs";
import { callProcess, start, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** `muster start` as someone meets it who has configured nothing. */
const database = useDatabase();
const folder = useTemporaryFolder();
const settings = () => ({
  ...{ DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_PORT: "0" },
  // What is written shows the more.
  MUSTER_LOG_LEVEL: "debug",
});

/** A server in a process of its own, once it has said where it is. */
async function serving() {
  const { child, said, ended } = start(settings(), ["start"]);
  while (!said.out.includes("Stop it with Ctrl-C.")) await Promise.race([once(child.stdout, "data"), ended]);
  const address = /^Serves: (\S+)/m.exec(said.out)?.[1] ?? "";
  return {
    said,
    ask: (authorization?: string) =>
      fetch(`${address}/v1/members`, { headers: { ...(authorization !== undefined && { authorization }) } }),
    stop: async () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

let server: Awaited<ReturnType<typeof serving>>;
beforeAll(async () => {
  server = await serving();
});
afterAll(() => server.stop());

const token = () => readFileSync(folder("home", "token"), "utf8").trim();

describe("the first start", () => {
  it("makes the token, shows it once, and says where it is", () => {
    expect(server.said.out).toMatch(/^Serves: http:\/\/127\.0\.0\.1:\d+ /m);
    expect(server.said.out).toContain(`Token: in ${folder("home", "token")}`);
    expect(server.said.out.split(token())).toHaveLength(2);
    expect(statSync(folder("home", "token")).mode & 0o777).toBe(0o600);
  });

  it("lets in who has the token, and nobody else", async () => {
    expect((await server.ask(`Bearer ${token()}`)).status).toBe(200);
    const refused = await server.ask();
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="muster"']);
    const wrong = await server.ask(`Bearer ${token().slice(0, -1)}`);
    expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringMatching(/^Bearer realm="muster", error="invalid_token"/),
    ]);
  });

  it("lets in who has a key that another process makes, until another one revokes it", async () => {
    const made = await callProcess(settings(), "key", "create", "--name", "a", "--role", "reader", "--json");
    const { key } = JSON.parse(made.out) as { key: string };
    expect((await server.ask(`Bearer ${key}`)).status).toBe(200);
    expect((await callProcess(settings(), "key", "revoke", "a")).code).toBe(0);
    const revokedAt = performance.now();
    while ((await server.ask(`Bearer ${key}`)).status !== 401);
    expect(performance.now() - revokedAt).toBeLessThan(1000);
    const secret = key.split("_").slice(2).join("_");
    expect(secret.length).toBeGreaterThan(20);
    expect(server.said.out + server.said.err).not.toContain(secret);
  });

  it("has shown no token that was sent to it", async () => {
    for (const sent of ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "s3cr3t-of-somebody"])
      expect((await server.ask(`Bearer ${sent}`)).status).toBe(401);
    const said = server.said.out + server.said.err;
    expect(said).not.toMatch(/eyJ|s3cr3t/);
    expect(said.split(token())).toHaveLength(2);
    expect(server.said.err).toContain('"route":"/v1/members","status":401');
    expect(server.said.err).not.toContain(token());
  });

  it("shows a program the token once, in what it answers and never in what it writes of requests", async () => {
    const home = folder("other home");
    const { child, said, ended } = start({ ...settings(), MUSTER_HOME: home }, ["start", "--json"]);
    while (!said.out.includes("\n}\n")) await Promise.race([once(child.stdout, "data"), ended]);
    const { address, token: told } = JSON.parse(said.out) as { address: string; token: { made: string } };
    const sent = { headers: { authorization: `Bearer ${told.made}` } };
    expect((await fetch(`${address}/v1/members?token=${told.made}`, sent)).status).toBe(400);
    expect((await fetch(`${address}/${told.made}`, sent)).status).toBe(404);
    child.kill("SIGINT");
    const { out, err } = await ended;
    expect(readFileSync(`${home}/token`, "utf8").trim()).toBe(told.made);
    expect(out.split(told.made)).toHaveLength(2);
    expect(err).toContain('"status":404');
    expect(err).not.toContain(told.made);
  });
});

describe("the next start", () => {
  it("keeps the token, and does not show it again", async () => {
    const before = token();
    const next = await serving();
    expect(token()).toBe(before);
    expect((await next.ask(`Bearer ${before}`)).status).toBe(200);
    const { out, err } = await next.stop();
    expect(out).toContain(`Token: in ${folder("home", "token")}`);
    expect(out + err).not.toContain(before);
  });

  it("finds another token in force where the first was taken away", async () => {
    const before = token();
    rmSync(folder("home", "token"));
    while ((await server.ask(`Bearer ${before}`)).status !== 401);
    const next = await serving();
    expect(token()).not.toBe(before);
    expect((await next.ask(`Bearer ${token()}`)).status).toBe(200);
    await next.stop();
  });
});
