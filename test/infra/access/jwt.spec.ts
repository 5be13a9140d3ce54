import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createHmac, createPublicKey } from "node:crypto";
import { discover } from "../../../src/infra/access/discovery.ts";
import { issuerKeys, keyTimes } from "../../../src/infra/access/issuerKeys.ts";
import { jwtReader } from "../../../src/infra/access/jwt.ts";
import { type IdentityProvider, identityProvider, signingKey } from "./identityProvider.ts";

type Key = Awaited<ReturnType<typeof signingKey>>;
let ours: Key;
let next: Key;
let rsa: Key;
let strangers: Key;
let provider: IdentityProvider;

beforeAll(async () => {
  [ours, next, rsa, strangers] = await Promise.all([
    signingKey("ours"),
    signingKey("next"),
    signingKey("rsa", "RS256"),
    signingKey("ours"),
  ]);
});
beforeEach(async () => {
  provider = await identityProvider();
  provider.state.keys = [ours, rsa];
});
afterEach(() => provider.close());

const seconds = () => Math.floor(Date.now() / 1000);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const reader = (times: Partial<typeof keyTimes> = {}, clockSkew = 30) =>
  jwtReader(
    { issuer: provider.issuer, audience: "muster", algorithms: ["ES256", "RS256"], clockSkew },
    issuerKeys(() => Promise.resolve(provider.keysUrl), { ...keyTimes, ...times }),
  );
const signed = (claims: Readonly<Record<string, unknown>> = {}, key = ours) => provider.sign({ key, claims });

const invalid = { name: "Unauthenticated", fault: "invalid" };
const expired = { name: "Unauthenticated", fault: "expired" };
const unavailable = { name: "AuthenticationUnavailable" };

describe("a token of the identity provider", () => {
  it("is read, whichever of the provider's keys signed it", async () => {
    const read = reader();
    expect(await read(await signed({ roles: ["lead"] }))).toMatchObject({
      issuer: provider.issuer,
      subject: "ada",
      claims: { roles: ["lead"] },
    });
    expect(await read(await signed({ aud: ["other", "muster"] }, rsa))).toMatchObject({ subject: "ada" });
    expect(provider.state.asked).toBe(1);
  });

  it("ends when it says so, and the tolerance is over", async () => {
    const exp = seconds() + 100;
    expect((await reader({}, 20)(await signed({ exp }))).endsAt).toBe((exp + 20) * 1000);
  });

  it("is taken within the tolerance for clocks, and not beyond it", async () => {
    const read = reader({}, 60);
    await read(await signed({ exp: seconds() - 50 }));
    await read(await signed({ nbf: seconds() + 50 }));
    await expect(read(await signed({ exp: seconds() - 70 }))).rejects.toMatchObject(expired);
    await expect(read(await signed({ nbf: seconds() + 70 }))).rejects.toMatchObject(invalid);
  });
});

describe("a token is refused that", () => {
  const refused: Readonly<Record<string, () => Promise<string> | string>> = {
    "another signed under the same key id": () => signed({}, strangers),
    "is of another issuer": () => signed({ iss: "https://elsewhere.example" }),
    "is of the issuer but for a slash": () => signed({ iss: `${provider.issuer}/` }),
    "names no issuer": () => signed({ iss: undefined }),
    "is for another audience": () => signed({ aud: "payroll" }),
    "is for no audience": () => signed({ aud: undefined }),
    "is for an audience that merely begins so": () => signed({ aud: "muster-2" }),
    "has no end": () => signed({ exp: undefined }),
    "has an end that is no number": () => signed({ exp: "never" }),
    "has no subject": () => signed({ sub: undefined }),
    "has an empty subject": () => signed({ sub: "" }),
    "has a subject that is no text": () => signed({ sub: { id: 1 } }),
    "has a subject without end": () => signed({ sub: "x".repeat(256) }),
    "is not valid yet": () => signed({ nbf: seconds() + 3600 }),
    "was signed by a key that the provider does not have": () => signed({}, next),
    "names no key where there are several of its kind": async () => {
      provider.state.keys = [ours, next];
      return provider.sign({ key: ours, header: { kid: undefined } });
    },
    "wants an extension that is unknown here": () =>
      provider.sign({ key: ours, header: { crit: ["x"], x: 1 } }).catch(async () => {
        const [, payload, signature] = (await signed()).split(".");
        return `${part({ alg: "ES256", kid: "ours", crit: ["x"], x: 1 })}.${payload}.${signature}`;
      }),
    "brings its own key": () => provider.sign({ key: strangers, header: { jwk: strangers.publicJwk, kid: "own" } }),
    "says where its keys are": () =>
      provider.sign({ key: strangers, header: { jku: "http://127.0.0.1:1/", kid: "own" } }),
    "has a key id that is a path": () => provider.sign({ key: strangers, header: { kid: "../../../../dev/null" } }),
    "was changed after it was signed": async () => {
      const [header, , signature] = (await signed()).split(".");
      const claims = { iss: provider.issuer, aud: "muster", sub: "ada", exp: seconds() + 300, roles: ["hr-admin"] };
      return `${header}.${part(claims)}.${signature}`;
    },
    "has lost its signature": async () => `${(await signed()).split(".").slice(0, 2).join(".")}.`,
    "has half a signature": async () => (await signed()).slice(0, -40),
    "is encrypted": () => `${part({ alg: "dir", enc: "A128GCM" })}.a.b.c.d`,
    "is nothing at all": () => "..",
    "is no JSON": () => "a.b.c",
    "says null": async () => `${part(null)}.${part(null)}.${(await signed()).split(".")[2]}`,
  };

  it.each(Object.entries(refused))("%s", async (_, make) => {
    const read = reader({ unknownKeyMs: 0 });
    await expect(read(await make())).rejects.toMatchObject(invalid);
    // The same reader takes a good one: it refused that one, and not everything.
    provider.state.keys = [ours];
    expect(await read(await signed())).toMatchObject({ subject: "ada" });
  });

  it.each(["none", "None", "NONE", "nOnE"])("says that it needs no signature: alg %s", async (alg) => {
    const claims = { iss: provider.issuer, aud: "muster", sub: "ada", exp: seconds() + 300 };
    for (const signature of ["", (await signed()).split(".")[2]])
      await expect(reader()(`${part({ alg, kid: "ours" })}.${part(claims)}.${signature}`)).rejects.toMatchObject(
        invalid,
      );
  });

  it("was signed with the public key as if it were a shared secret", async () => {
    const pem = createPublicKey({ key: rsa.publicJwk, format: "jwk" }).export({
      type: "spki",
      format: "pem",
    });
    const secrets = [pem.toString(), pem.toString().trim(), JSON.stringify(rsa.publicJwk)];
    const claims = { iss: provider.issuer, aud: "muster", sub: "ada", exp: seconds() + 300 };
    for (const secret of secrets) {
      const body = `${part({ alg: "HS256", kid: "rsa" })}.${part(claims)}`;
      const signature = createHmac("sha256", secret).update(body).digest("base64url");
      await expect(reader()(`${body}.${signature}`)).rejects.toMatchObject(invalid);
    }
  });

  it("uses an algorithm that the settings do not name", async () => {
    const key = await signingKey("pss", "PS256");
    provider.state.keys = [key];
    await expect(reader()(await signed({}, key))).rejects.toMatchObject(invalid);
  });

  it("has expired, which is said", async () => {
    await expect(reader()(await signed({ exp: seconds() - 3600 }))).rejects.toMatchObject(expired);
  });

  it("leaves nothing of itself in what is thrown", async () => {
    const token = await signed({ aud: "payroll", email: "ada@example.com" });
    const error: unknown = await reader()(token).catch((thrown: unknown) => thrown);
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/ada|payroll|eyJ/);
  });
});

describe("huge tokens", () => {
  it.each([100_000, 5_000_000])("of %i characters are refused without harm", async (length) => {
    const [header, payload, signature] = (await signed()).split(".");
    const read = reader();
    await expect(read(`${header}.${payload}${"A".repeat(length)}.${signature}`)).rejects.toMatchObject(invalid);
    await expect(read(`${"A".repeat(length)}.${payload}.${signature}`)).rejects.toMatchObject(invalid);
    await expect(read(".".repeat(length))).rejects.toMatchObject(invalid);
  });
});

describe("the provider's keys", () => {
  it("rotate: a new key is found, and one that was taken away is refused once keys are read anew", async () => {
    const read = reader({ unknownKeyMs: 0, freshMs: 0 });
    const old = await signed();
    await read(old);
    provider.state.keys = [next];
    expect(await read(await signed({}, next))).toMatchObject({ subject: "ada" });
    await expect(read(old)).rejects.toMatchObject(invalid);
  });

  it("are not asked for at each unknown key: a flood of them asks once", async () => {
    const read = reader();
    await read(await signed());
    for (let n = 0; n < 20; n += 1) {
      const token = await provider.sign({ key: strangers, header: { kid: `k${n}` } });
      await expect(read(token)).rejects.toMatchObject(invalid);
    }
    expect(provider.state.asked).toBe(1);
  });

  const outages: Readonly<Record<string, (provider: IdentityProvider) => void>> = {
    "it answers 500": ({ state }) => (state.answer = (response) => response.writeHead(500).end()),
    "it answers something else": ({ state }) => (state.answer = (response) => response.end("<html>")),
    "it answers no keys": ({ state }) => (state.answer = (response) => response.end("{}")),
    "it leads elsewhere": ({ state }) =>
      (state.answer = (response, { url }) => response.writeHead(302, { location: `${url}?again` }).end()),
    "it hangs up": ({ state }) => (state.answer = (response) => response.destroy()),
    "it never answers": ({ state }) => (state.answer = () => undefined),
    "it answers without end": ({ state }) =>
      (state.answer = (response) => {
        const more = () => {
          while (!response.destroyed && response.write(" ".repeat(60_000)));
        };
        response.on("drain", more);
        more();
      }),
  };

  it.each(Object.entries(outages))("serve on while the provider is away, for a while: %s", async (_, fail) => {
    const times = { freshMs: 0, unknownKeyMs: 0, answerMs: 200, pauseMs: 0 };
    const read = reader(times);
    await read(await signed());
    fail(provider);
    expect(await read(await signed())).toMatchObject({ subject: "ada" });
    // A key that is not known could be a new one: that is for the provider to say.
    await expect(read(await signed({}, next))).rejects.toMatchObject(unavailable);
    // What is wrong by what is known stays wrong.
    await expect(read(await signed({}, strangers))).rejects.toMatchObject(invalid);
    await expect(reader(times)(await signed())).rejects.toMatchObject(unavailable);
    provider.state.answer = undefined;
    provider.state.keys = [next];
    expect(await read(await signed({}, next))).toMatchObject({ subject: "ada" });
  });

  it("of before are given up in the end", async () => {
    const read = reader({ freshMs: 0, keptMs: -1, pauseMs: 0 });
    await read(await signed());
    provider.state.answer = (response) => response.writeHead(503).end();
    await expect(read(await signed())).rejects.toMatchObject(unavailable);
  });

  it("are asked for seldom while the provider is away", async () => {
    const read = reader();
    provider.state.answer = (response) => response.writeHead(503).end();
    for (let n = 0; n < 10; n += 1) await expect(read(await signed())).rejects.toMatchObject(unavailable);
    expect(provider.state.asked).toBe(1);
  });
});

describe("where the keys are", () => {
  it("is in the provider's own metadata", async () => {
    expect(await discover(provider.issuer)).toEqual(provider.keysUrl);
  });

  it.each<[string, (state: IdentityProvider["state"]) => void]>([
    ["of another issuer", (state) => (state.metadata["issuer"] = "https://elsewhere.example")],
    ["with keys in clear elsewhere", (state) => (state.metadata["jwks_uri"] = "http://elsewhere.example/keys")],
    ["with keys in a file", (state) => (state.metadata["jwks_uri"] = "file:///etc/passwd")],
    ["with a password in its address", (state) => (state.metadata["jwks_uri"] = "https://u:p@elsewhere.example/")],
    ["without keys", (state) => (state.metadata = { issuer: state.metadata["issuer"] })],
    ["that is none", (state) => (state.answer = (response) => response.end("[]"))],
    ["that fails", (state) => (state.answer = (response) => response.writeHead(404).end())],
  ])("is not taken from metadata %s", async (_, change) => {
    change(provider.state);
    await expect(discover(provider.issuer)).rejects.toThrow();
    const keys = issuerKeys(() => discover(provider.issuer));
    const rules = { issuer: provider.issuer, audience: "muster", algorithms: ["ES256"], clockSkew: 0 };
    await expect(jwtReader(rules, keys)(await signed())).rejects.toMatchObject(unavailable);
  });

  it("is asked for again where it could not be told", async () => {
    provider.state.answer = (response) => response.writeHead(503).end();
    const keys = issuerKeys(() => discover(provider.issuer), { ...keyTimes, pauseMs: 0 });
    const rules = { issuer: provider.issuer, audience: "muster", algorithms: ["ES256"], clockSkew: 0 };
    const read = jwtReader(rules, keys);
    await expect(read(await signed())).rejects.toMatchObject(unavailable);
    provider.state.answer = undefined;
    expect(await read(await signed())).toMatchObject({ subject: "ada" });
  });
});
