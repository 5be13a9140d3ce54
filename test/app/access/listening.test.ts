import { describe, expect, it } from "@jest/globals";
import { isLoopback, type Listening, reasonNotToListen } from "../../../src/app/access/listening.ts";
import { BadSetting, readConfig } from "../../../src/config.ts";

it.each<[string, boolean]>([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["0:0:0:0:0:0:0:1", true],
  ["::ffff:127.0.0.1", true],
  ["localhost", true],
  ["LOCALHOST", true],
  ["0.0.0.0", false],
  ["::", false],
  ["::2", false],
  ["::ffff:10.0.0.1", false],
  ["10.0.0.1", false],
  ["128.0.0.1", false],
  ["0", false],
  ["127.1", false],
  ["localhost.example.com", false],
  ["127.0.0.1.example.com", false],
])("%s is loopback: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));

describe("listening", () => {
  const reason = (given: Partial<Listening>) =>
    reasonNotToListen({ host: "127.0.0.1", authentication: "local", behindTls: false, ...given });

  it("is always fine on loopback", () => {
    for (const authentication of ["local", "api-keys", "oidc"] as const)
      for (const behindTls of [true, false]) expect(reason({ authentication, behindTls })).toBeUndefined();
  });

  it("elsewhere takes authentication that is configured", () => {
    for (const behindTls of [true, false])
      expect(reason({ host: "0.0.0.0", behindTls })).toMatch(
        /^Muster does not listen on 0\.0\.0\.0 with nothing but this home's token: set MUSTER_OIDC_ISSUER/,
      );
  });

  it.each(["api-keys", "oidc"] as const)("elsewhere takes TLS in front, declared, with %s", (authentication) => {
    expect(reason({ host: "0.0.0.0", authentication })).toMatch(/MUSTER_BEHIND_TLS=true/);
    expect(reason({ host: "0.0.0.0", authentication, behindTls: true })).toBeUndefined();
  });
});

describe("the settings of access", () => {
  const oidc = { MUSTER_OIDC_ISSUER: "https://id.example.com", MUSTER_OIDC_AUDIENCE: "muster" };

  it("are the home's token where nothing is set, and the identity provider where one is", () => {
    expect(readConfig({})).toMatchObject({ authentication: "local", behindTls: false });
    expect(readConfig(oidc)).toMatchObject({
      authentication: "oidc",
      oidcAlgorithms: ["RS256", "ES256"],
      oidcClockSkew: 30,
      oidcRolesClaim: "roles",
      oidcEmailClaim: "email",
    });
    expect(readConfig({ MUSTER_AUTHENTICATION: "api-keys" }).authentication).toBe("api-keys");
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ MUSTER_OIDC_ISSUER: "https://id.example.com" }, /MUSTER_OIDC_ISSUER needs MUSTER_OIDC_AUDIENCE/],
    [{ MUSTER_OIDC_AUDIENCE: "muster" }, /MUSTER_OIDC_AUDIENCE needs MUSTER_OIDC_ISSUER/],
    [{ MUSTER_OIDC_ROLES_CLAIM: "groups" }, /MUSTER_OIDC_ROLES_CLAIM needs MUSTER_OIDC_ISSUER/],
    [{ MUSTER_AUTHENTICATION: "oidc" }, /needs MUSTER_OIDC_ISSUER/],
    [{ ...oidc, MUSTER_AUTHENTICATION: "local" }, /contradicts MUSTER_OIDC_ISSUER/],
    [{ ...oidc, MUSTER_AUTHENTICATION: "api-keys" }, /contradicts MUSTER_OIDC_ISSUER/],
    [{ MUSTER_AUTHENTICATION: "none" }, /MUSTER_AUTHENTICATION takes one of local, api-keys, oidc/],
    [{ MUSTER_BEHIND_TLS: "yes" }, /MUSTER_BEHIND_TLS takes true or false/],
    [{ ...oidc, MUSTER_OIDC_ISSUER: "http://id.example.com" }, /MUSTER_OIDC_ISSUER takes an https address/],
    [{ ...oidc, MUSTER_OIDC_ISSUER: "http://localhost.example.com" }, /takes an https address/],
    [{ ...oidc, MUSTER_OIDC_ISSUER: "https://u:p@id.example.com" }, /takes an https address/],
    [{ ...oidc, MUSTER_OIDC_JWKS_URL: "ftp://id.example.com" }, /MUSTER_OIDC_JWKS_URL takes an https address/],
    ...["HS256", "none", "RS256,HS256", "RS256,", "rs256"].map((algorithms): [Record<string, string>, RegExp] => [
      { ...oidc, MUSTER_OIDC_ALGORITHMS: algorithms },
      /MUSTER_OIDC_ALGORITHMS takes some of RS256, /,
    ]),
    ...["proxy.example.com", "10.0.0.7,", "10.0.0.0/33", "10.0.0.0/0", "10.0.0.0/8/8", "::/129", "true"].map(
      (proxies): [Record<string, string>, RegExp] => [
        { MUSTER_TRUSTED_PROXIES: proxies },
        /MUSTER_TRUSTED_PROXIES takes addresses or networks/,
      ],
    ),
    ...["-1", "301", "1.5", "long"].map((skew): [Record<string, string>, RegExp] => [
      { ...oidc, MUSTER_OIDC_CLOCK_SKEW: skew },
      /MUSTER_OIDC_CLOCK_SKEW takes whole seconds, 0 to 300/,
    ]),
  ])("are refused half done: %j", (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(BadSetting);
    expect(() => readConfig(environment)).toThrow(sentence);
  });

  it("take proxies by their addresses and networks, and trust none unless told", () => {
    expect(readConfig({}).trustedProxies).toEqual([]);
    const networks = ["10.0.0.7", "10.1.0.0/16", "2001:db8::/32"];
    expect(readConfig({ MUSTER_TRUSTED_PROXIES: networks.join(", ") }).trustedProxies).toEqual(networks);
  });

  it("take a provider on this machine without TLS, for trying", () =>
    expect(readConfig({ ...oidc, MUSTER_OIDC_ISSUER: "http://127.0.0.1:9000/x" }).oidcIssuer).toMatch(/^http:/));
});
