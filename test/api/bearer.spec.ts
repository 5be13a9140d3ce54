import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { mkdirSync } from "node:fs";
import { api } from "../../src/api/api.ts";
import { newCommandId } from "../../src/app/ids.ts";
import { operator } from "../../src/app/access/principal.ts";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { type IdentityProvider, identityProvider, signingKey } from "../infra/access/identityProvider.ts";
import { useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** The whole way of a token, from the header to the event. */
const database = useDatabase();
const folder = useTemporaryFolder();
let provider: IdentityProvider;
let ours: Awaited<ReturnType<typeof signingKey>>;
let strangers: Awaited<ReturnType<typeof signingKey>>;
let muster: Muster;
let app: FastifyInstance;

beforeAll(async () => {
  [provider, ours, strangers] = [await identityProvider(), await signingKey("k"), await signingKey("k")];
  provider.state.keys = [ours];
  mkdirSync(folder("home"), { mode: 0o700 });
  const settings = {
    ...{ DATABASE_URL: database().url, MUSTER_HOME: folder("home") },
    ...{ MUSTER_OIDC_ISSUER: provider.issuer, MUSTER_OIDC_AUDIENCE: "muster" },
    MUSTER_OIDC_ROLES_CLAIM: "realm_access.roles",
  };
  muster = await openMuster(readConfig(settings), { workingDirectory: folder(), environment: {} });
  app = await api({ muster, authenticate: muster.access.authenticate, version: "0.0.0" });
});
afterAll(async () => {
  await app.close();
  await muster.close();
  await provider.close();
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const admin = { realm_access: { roles: ["hr-admin"] } };
const signed = (claims: Readonly<Record<string, unknown>> = {}, key = ours) =>
  provider.sign({ key, claims: { ...admin, ...claims } });
const ask = (token: string, url = "/v1/members") => app.inject({ url, headers: { authorization: `Bearer ${token}` } });

describe("a token over HTTP", () => {
  it("lets in, by the claim that the settings name", async () => {
    expect((await ask(await signed())).statusCode).toBe(200);
    const other = await ask(await signed({ realm_access: {}, roles: ["hr-admin"] }));
    expect([other.statusCode, other.json()]).toEqual([403, expect.objectContaining({ code: "access-denied" })]);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  const refused: Readonly<Record<string, () => Promise<string>>> = {
    "forged under the key's own id": () => signed({}, strangers),
    "for another audience": () => signed({ aud: "payroll" }),
    "of another issuer": () => signed({ iss: "https://elsewhere.example" }),
    "that has expired": () => signed({ exp: seconds() - 3_600 }),
    "that is not valid yet": () => signed({ nbf: seconds() + 3_600 }),
    "with alg none": () =>
      Promise.resolve(
        `${part({ alg: "none" })}.${part({ iss: provider.issuer, aud: "muster", sub: "x", exp: seconds() + 60, ...admin })}.`,
      ),
    "with other claims under its signature": async () => {
      const [header, , signature] = (await signed()).split(".");
      return `${header}.${part({ iss: provider.issuer, aud: "muster", sub: "root", exp: seconds() + 60, ...admin })}.${signature}`;
    },
  };
  it.each(Object.entries(refused))("%s is refused, on every door, and told nothing", async (_, make) => {
    const token = await make();
    for (const url of ["/v1/members", "/v1/events", "/mcp"]) {
      const { statusCode, headers, body } = await ask(token, url);
      expect([statusCode, headers["www-authenticate"]]).toEqual([
        401,
        expect.stringMatching(/^Bearer realm="muster", error="invalid_token"/),
      ]);
      expect(body).not.toMatch(/payroll|elsewhere|signature|jose|eyJ/i);
    }
  });

  it("is who acts; an actor in the body is refused", async () => {
    const headers = { authorization: `Bearer ${await signed({ sub: "grace" })}` };
    const actor = { issuer: "test", subject: "somebody else" };
    const attempt = { method: "POST", url: "/v1/queues", headers } as const;
    expect((await app.inject({ ...attempt, payload: { name: "Night", actor } })).statusCode).toBe(400);
    expect((await app.inject({ ...attempt, payload: { name: "Night" } })).statusCode).toBe(201);
    const { items } = (await ask(await signed(), "/v1/events?type=QueueOpened")).json<{
      items: { actor: unknown }[];
    }>();
    expect(items.map((event) => event.actor)).toEqual([{ issuer: provider.issuer, subject: "grace" }]);
  });

  it("that was taken in is refused once it has expired", async () => {
    const token = await signed({ exp: seconds() - 29 });
    expect((await ask(token)).statusCode).toBe(200);
    while ((await ask(token)).statusCode !== 401);
  });
});

describe("an API key over HTTP", () => {
  it("lets in beside an identity provider, until it is revoked: within a second", async () => {
    const order = { name: newCommandId(), role: "reader", expiresAt: new Date(Date.now() + 60_000) } as const;
    const by = operator({ issuer: "test", subject: "admin" }, null);
    const { key } = await muster.access.keys.create(by, order);
    expect((await ask(key)).statusCode).toBe(200);
    expect((await ask(key, "/v1/events")).statusCode).toBe(403);
    await muster.access.keys.revoke(by, order.name);
    const revokedAt = performance.now();
    while ((await ask(key)).statusCode !== 401);
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
  });
});
