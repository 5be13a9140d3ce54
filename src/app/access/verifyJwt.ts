import { AccessDenied } from "./access.ts";
import type { Verify } from "./authentication.ts";
import { type ClaimNames, type Claims, rolesIn, teamIn, verifiedEmailIn } from "./claims.ts";
import type { OwnRecord } from "./ownRecord.ts";
import { roles as known } from "./principal.ts";

/**
 * A token whose signature, issuer, audience and times are right.
 * @property endsAt in milliseconds since 1970, with the tolerance for clocks that differ
 */
export type Jwt = {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  readonly endsAt: number;
};

/** Reads a token of an identity provider. @throws {Unauthenticated} {@link AuthenticationUnavailable} */
export type ReadJwt = (token: string) => Promise<Jwt>;

export type JwtParts = {
  readonly read: ReadJwt;
  readonly names: ClaimNames;
  readonly ownRecord: (email: string) => Promise<OwnRecord | undefined>;
};

/** Tokens of an identity provider: the roles are the token's, the team the token's or that of the caller's own record. */
export const verifyJwt =
  ({ read, names, ownRecord }: JwtParts): Verify =>
  async (token) => {
    const { issuer, subject, claims, endsAt } = await read(token);
    const roles = rolesIn(claims, names);
    if (roles.length === 0)
      throw new AccessDenied(null, `Your token gives you no role in Muster: it takes one of ${known.join(", ")}.`);
    const email = verifiedEmailIn(claims, names);
    const record = email === undefined ? undefined : await ownRecord(email);
    const team = teamIn(claims, names) ?? record?.team ?? null;
    return { principal: { actor: { issuer, subject }, roles, team, memberId: record?.memberId ?? null }, endsAt };
  };
