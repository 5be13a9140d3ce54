import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AccessDenied, authorise, mayDo } from "../../../src/app/access/access.ts";
import { AuthenticationUnavailable, Unauthenticated } from "../../../src/app/access/failures.ts";
import type { KeyOrder } from "../../../src/app/access/keyDesk.ts";
import { operator, type Principal } from "../../../src/app/access/principal.ts";
import { newCommandId } from "../../../src/app/ids.ts";
import type { Muster } from "../../../src/app/muster.ts";
import { memberChanges } from "../../../src/app/roster/memberChanges.ts";
import { BadSetting, readConfig } from "../../../src/config.ts";
import { openMuster } from "../../../src/openMuster.ts";
import { call, useTemporaryFolder } from "../../support/cli.ts";
import { useDatabase } from "../../support/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcpProxy.ts";
import { type IdentityProvider, identityProvider, signingKey } from "./identityProvider.ts";

/** Whole Musters on one database, one of them over a line that can be cut. */
const database = useDatabase();
const folder = useTemporaryFolder();
const root = join(import.meta.dirname, "../../..");
const admin = operator({ issuer: "test", subject: "admin" }, null);
const opened: Muster[] = [];
let provider: IdentityProvider;
let key: Awaited<ReturnType<typeof signingKey>>;
let line: TcpProxy;
let local: Muster;
let remote: Muster;

async function open(environment: Record<string, string>): Promise<Muster> {
  const muster = await openMuster(readConfig({ DATABASE_URL: database().url, ...environment }), {
    workingDirectory: folder(),
    environment: {},
  });
  opened.push(muster);
  return muster;
}

beforeAll(async () => {
  const url = new URL(database().url);
  line = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(line.port);
  provider = await identityProvider();
  key = await signingKey("k");
  provider.state.keys = [key];
  mkdirSync(folder("home"), { mode: 0o700 });
  copyFileSync(join(root, "examples/user_preferences.json"), folder("team.json"));
  local = await open({ MUSTER_HOME: folder("home") });
  await local.importRoster({ path: folder("team.json"), context: { actor: admin.actor } });
  remote = await open({
    MUSTER_HOME: folder("home"),
    DATABASE_URL: url.href,
    MUSTER_OIDC_ISSUER: provider.issuer,
    MUSTER_OIDC_AUDIENCE: "muster",
    MUSTER_OIDC_TEAM_CLAIM: "team",
  });
});
afterAll(async () => {
  line.mend();
  for (const muster of opened) await muster.close();
  await line.close();
  await provider.close();
});

const asking = (muster: Muster, token: string) =>
  muster.access.authenticate({ headers: { authorization: `Bearer ${token}` } });
const tomorrow = () => new Date(Date.now() + 86_400_000);
const create = (order: Partial<KeyOrder> = {}) =>
  local.access.keys.create(admin, { name: newCommandId(), role: "reader", expiresAt: tomorrow(), ...order });
const signed = (claims: Readonly<Record<string, unknown>>) => provider.sign({ key, claims });
const invalid = { name: "Unauthenticated", fault: "invalid" };

/** What a token becomes, asked again and again; an answer that was remembered gives way within a second. */
async function becomes(ask: () => Promise<unknown>, isSo: (outcome: unknown) => boolean): Promise<void> {
  // An answer that needs no database comes at once: others must have their turn, too.
  while (!isSo(await ask().catch((error: unknown) => error))) await setImmediate();
}
const isRemembered = (outcome: unknown) => (outcome as Principal).remembered === true;
const isVerified = (outcome: unknown) => !(outcome instanceof Error) && !isRemembered(outcome);

describe("an API key", () => {
  it("lets in at every process, with its role and team; its id is the actor", async () => {
    const made = await create({ role: "lead", team: "engineering" });
    for (const muster of [local, remote])
      expect(await asking(muster, made.key)).toEqual({
        actor: { issuer: "api-key", subject: made.apiKey.keyId },
        roles: ["lead"],
        team: "engineering",
        memberId: null,
      });
  });

  it("is kept as a hash alone, and listed without it", async () => {
    const { key: made } = await create();
    const { rows } = await database().pool.query<{ row: string }>("select k::text as row from muster.api_keys k");
    const kept = rows.map(({ row }) => row).join("\n") + JSON.stringify(await local.access.keys.list(admin));
    const secret = made.split("_").slice(2).join("_");
    expect(kept).toContain(made.split("_")[1]);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(Buffer.from(secret, "base64url").toString("hex"));
  });

  it("is refused everywhere within a second after it was revoked", async () => {
    const { key: made, apiKey } = await create();
    await asking(remote, made);
    const { code } = await call(
      { DATABASE_URL: database().url, MUSTER_HOME: folder("home") },
      "key",
      "revoke",
      apiKey.name,
    );
    const revokedAt = performance.now();
    expect(code).toBe(0);
    await becomes(
      () => asking(remote, made),
      (outcome) => outcome instanceof Unauthenticated,
    );
    expect(performance.now() - revokedAt).toBeLessThan(1000);
  });

  it("is refused once it has expired", async () => {
    const { key: made, apiKey } = await create();
    await database().pool.query("update muster.api_keys set expires_at = now() where key_id = $1", [apiKey.keyId]);
    await expect(asking(local, made)).rejects.toMatchObject({ name: "Unauthenticated", fault: "expired" });
  });

  it("is refused with another secret, another id, or a part of either", async () => {
    const [one, other] = [await create(), await create()];
    const [, id, ...secret] = one.key.split("_");
    const forged = [
      `muster_${other.apiKey.keyId}_${secret.join("_")}`,
      `muster_${id ?? ""}_${"A".repeat(43)}`,
      `muster_0000000000000000_${secret.join("_")}`,
      one.key.slice(0, -1),
      `${one.key}A`,
      one.key.toUpperCase(),
      one.apiKey.keyId,
    ];
    for (const token of forged) await expect(asking(local, token)).rejects.toMatchObject(invalid);
    expect(await asking(local, one.key)).toMatchObject({ roles: ["reader"] });
  });

  it("whose role this version does not know lets nobody in", async () => {
    const { key: made, apiKey } = await create();
    await database().pool.query("update muster.api_keys set role = 'owner' where key_id = $1", [apiKey.keyId]);
    await expect(asking(local, made)).rejects.toThrow(AccessDenied);
  });

  it("has a name of its own while it is in use, whoever asks at the same time", async () => {
    const name = newCommandId();
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => create({ name })));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(create({ name })).rejects.toThrow(/A key in use is named .*: give another name, or revoke/);
    await local.access.keys.revoke(admin, name);
    await create({ name });
    await expect(local.access.keys.revoke(admin, "nobody")).rejects.toThrow(/No key in use is named nobody/);
  });

  it.each<[Partial<KeyOrder>, RegExp]>([
    [{ role: "lead" }, /needs a team/],
    [{ team: "no such team" }, /Nobody is or was on a team/],
    [{ expiresAt: new Date(0) }, /expired already/],
    [{ expiresAt: new Date(Number.NaN) }, /expired already/],
    [{ expiresAt: new Date(Date.now() + 400 * 86_400_000) }, /366 days at most/],
    [{ name: " " }, /name is blank/],
  ])("is not made as %j", async (order, sentence) => {
    await expect(create(order)).rejects.toThrow(sentence);
  });

  it.each(["lead", "auditor", "reader"] as const)("is not made, listed or revoked by a %s", async (role) => {
    const principal: Principal = { ...admin, roles: [role], team: "engineering" };
    const { keys } = local.access;
    const order = { name: newCommandId(), role: "reader", expiresAt: tomorrow() } as const;
    for (const attempt of [keys.create(principal, order), keys.list(principal), keys.revoke(principal, "x")])
      await expect(attempt).rejects.toThrow(AccessDenied);
  });
});

describe("a token of the identity provider", () => {
  const ada = { sub: "ada", email: "ADA@example.com", email_verified: true };
  let adaId = "";
  beforeAll(async () => {
    const context = { commandId: newCommandId(), actor: admin.actor };
    const member = { name: "Ada", email: "ada@example.com", team: "engineering" };
    const { position } = await memberChanges(local).addMember(member, context);
    await local.settle(position);
    adaId = (await local.queries.findMembers("ada@example.com"))[0]?.memberId ?? "";
  });

  it("has the token's roles, and the team of the member with the verified address", async () => {
    expect(await asking(remote, await signed({ ...ada, roles: ["lead", "admin", "reader"] }))).toEqual({
      actor: { issuer: provider.issuer, subject: "ada" },
      roles: ["lead", "reader"],
      team: "engineering",
      memberId: adaId,
    });
  });

  it("has the team that it names itself before that", async () => {
    const token = await signed({ ...ada, roles: ["lead"], team: "support" });
    expect(await asking(remote, token)).toMatchObject({ team: "support", memberId: adaId });
  });

  it.each([
    { email_verified: false },
    { email_verified: undefined },
    { email: "Ada" },
    { email: "nobody@example.com" },
  ])("is nobody's record with %j", async (claims) => {
    const token = await signed({ ...ada, ...claims, roles: ["reader"] });
    expect(await asking(remote, token)).toMatchObject({ team: null, memberId: null });
  });

  it.each([{}, { roles: [] }, { roles: ["admin", "HR-ADMIN"] }])("is known and denied with %j", async (claims) => {
    const attempt = asking(remote, await signed({ ...ada, ...claims }));
    await expect(attempt).rejects.toThrow("Your token gives you no role in Muster");
    await expect(attempt).rejects.toThrow(AccessDenied);
  });

  it("says nothing of a team once its member has left", async () => {
    const context = { commandId: newCommandId(), actor: admin.actor };
    const { position } = await memberChanges(local).deactivateMember(
      "ada@example.com",
      { reasonCode: "resignation" },
      context,
    );
    await local.settle(position);
    const token = await signed({ ...ada, roles: ["lead"] });
    expect(await asking(remote, token)).toMatchObject({ team: null, memberId: null });
  });

  it("is refused where no provider is configured", async () => {
    await expect(asking(local, await signed({ roles: ["hr-admin"] }))).rejects.toMatchObject(invalid);
  });
});

describe("the home's token", () => {
  it("is made where nothing is configured, once, and may do everything for the team of the home's file", async () => {
    const first = await local.access.admit();
    expect(first).toMatchObject({ authentication: "local", token: { path: folder("home", "token") } });
    expect(await local.access.admit()).toEqual({
      authentication: "local",
      token: { path: folder("home", "token"), made: undefined },
    });
    const principal = await asking(local, first.token?.made ?? "");
    expect(principal).toEqual({
      actor: { issuer: "local-token", subject: "admin" },
      roles: ["hr-admin"],
      team: "engineering",
      memberId: null,
    });
  });

  it("is worth nothing where a provider is configured", async () => {
    const token = readFileSync(folder("home", "token"), "utf8").trim();
    await expect(asking(remote, token)).rejects.toMatchObject(invalid);
    expect(await remote.access.admit()).toEqual({ authentication: "oidc", token: undefined });
  });

  it.each([
    [{ MUSTER_HOST: "0.0.0.0" }, /nothing but this home's token/],
    [{ MUSTER_HOST: "::", MUSTER_AUTHENTICATION: "api-keys" }, /MUSTER_BEHIND_TLS=true/],
  ])("or a key over a line in clear ends a start elsewhere with 2: %j", async (environment, sentence) => {
    const settings = { DATABASE_URL: database().url, MUSTER_HOME: folder("elsewhere"), MUSTER_PORT: "0" };
    const { code, out, err } = await call({ ...settings, ...environment }, "start");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(sentence);
    expect(err.trimEnd()).not.toContain("\n");
  });

  it("is not enough to listen elsewhere than here", async () => {
    const elsewhere = await open({ MUSTER_HOME: folder("other"), MUSTER_HOST: "0.0.0.0" });
    await expect(elsewhere.access.admit()).rejects.toThrow(BadSetting);
    expect(existsSync(folder("other", "token"))).toBe(false);
  });
});

describe.each<[string, (line: TcpProxy) => void]>([
  ["refuses", (each) => each.cut()],
  ["does not answer", (each) => each.mute()],
])("while Postgres %s", (_, fail) => {
  it("who was verified reads on and changes nothing, who is new waits, and all is well within moments after", async () => {
    const [{ key: known }, { key: fresh }] = [await create({ role: "lead", team: "engineering" }), await create()];
    const token = await signed({
      sub: newCommandId(),
      email: "x@example.com",
      email_verified: true,
      roles: ["reader"],
    });
    await asking(remote, known);
    await asking(remote, token);
    fail(line);
    try {
      await becomes(() => asking(remote, known), isRemembered);
      await becomes(() => asking(remote, token), isRemembered);
      const lead = await asking(remote, known);
      const team = "engineering";
      expect(mayDo(lead, { kind: "read-personal", team })).toBe(true);
      expect(mayDo(lead, { kind: "read-personal", team: "support" })).toBe(false);
      expect(mayDo(lead, { kind: "change-assignment", team })).toBe(false);
      expect(() => authorise(lead, { kind: "change-assignment", team })).toThrow(AuthenticationUnavailable);
      await expect(asking(remote, fresh)).rejects.toThrow(AuthenticationUnavailable);
      await expect(asking(remote, "muster_admin_x")).rejects.toMatchObject(invalid);
    } finally {
      line.mend();
    }
    await becomes(() => asking(remote, known), isVerified);
    await becomes(() => asking(remote, token), isVerified);
    await becomes(() => asking(remote, fresh), isVerified);
  });
});

describe("after a rollback", () => {
  it("a token still says who asks, and of their record nothing", async () => {
    await local.rollback();
    const token = await signed({ email: "x@example.com", email_verified: true, roles: ["auditor"] });
    expect(await asking(remote, token)).toMatchObject({ roles: ["auditor"], team: null, memberId: null });
    expect(await local.access.keys.list(admin)).not.toHaveLength(0);
  });
});
