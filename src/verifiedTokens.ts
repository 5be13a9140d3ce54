import type { Verify } from "./app/access/authentication.ts";
import { type LocalToken, verifyLocalToken } from "./app/access/localToken.ts";
import { ownRecord } from "./app/access/ownRecord.ts";
import type { Principal } from "./app/access/principal.ts";
import { remembering } from "./app/access/remembering.ts";
import { verifyApiKey } from "./app/access/verifyApiKey.ts";
import { verifyJwt } from "./app/access/verifyJwt.ts";
import { verifyToken } from "./app/access/verifyToken.ts";
import type { ApiKeys } from "./app/ports/apiKeys.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";

/** What tells whose a token is. */
type Sources = {
  readonly keys: Pick<ApiKeys, "find">;
  readonly local: LocalToken;
  readonly findMembers: RosterQueries["findMembers"];
  readonly homeTeam: () => Promise<string | null>;
};

/** Whose a token is, by what the settings allow. */
export async function verifiedTokens(
  config: Config,
  { keys, local, findMembers, homeTeam }: Sources,
): Promise<(token: string) => Promise<Principal>> {
  const verify = verifyToken({
    apiKey: verifyApiKey(keys),
    jwt: await jwtVerification(config, findMembers),
    local: config.authentication === "local" ? verifyLocalToken(local, homeTeam) : undefined,
  });
  return remembering(verify, { ticks: () => performance.now(), now: () => systemClock.now().getTime() });
}

/** jose is loaded where there is an identity provider, and at the first request. */
async function jwtVerification(config: Config, findMembers: Sources["findMembers"]): Promise<Verify | undefined> {
  const { oidcIssuer: issuer, oidcAudience: audience, oidcJwksUrl: keysUrl } = config;
  if (issuer === undefined || audience === undefined) return undefined;
  const [{ jwtReader }, { issuerKeys }, { discover }] = await Promise.all([
    import("./infra/access/jwt.ts"),
    import("./infra/access/issuerKeys.ts"),
    import("./infra/access/discovery.ts"),
  ]);
  const address = () => (keysUrl === undefined ? discover(issuer) : Promise.resolve(new URL(keysUrl)));
  const rules = { issuer, audience, algorithms: config.oidcAlgorithms, clockSkew: config.oidcClockSkew };
  return verifyJwt({
    read: jwtReader(rules, issuerKeys(address)),
    names: { roles: config.oidcRolesClaim, team: config.oidcTeamClaim, email: config.oidcEmailClaim },
    ownRecord: (email) => ownRecord({ findMembers }, email),
  });
}
