import { errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { AuthenticationUnavailable, Unauthenticated } from "../../app/access/failures.ts";
import type { ReadJwt } from "../../app/access/verifyJwt.ts";

/** What a token must be; nothing in the token itself has a say in it. */
export type JwtRules = {
  readonly issuer: string;
  readonly audience: string;
  /** Asymmetric ones alone: with others, whoever knows the public key could sign. */
  readonly algorithms: readonly string[];
  /** By how much the issuer's clock and ours may differ, in seconds. */
  readonly clockSkew: number;
};

/** Reads signed tokens (RFC 7519) of one issuer, by the checks of RFC 8725. */
export const jwtReader =
  ({ issuer, audience, algorithms, clockSkew }: JwtRules, keys: JWTVerifyGetKey): ReadJwt =>
  async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockSkew,
      requiredClaims: ["exp", "sub"],
    }).catch(refuse);
    const { sub: subject, exp = 0 } = payload;
    if (typeof subject !== "string" || subject === "" || subject.length > 255)
      throw invalid("the claim sub is no name");
    return { issuer, subject, claims: payload, endsAt: (exp + clockSkew) * 1000 };
  };

/** jose's errors carry the payload, which is personal: only their sentence is kept. */
function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new Unauthenticated("expired", "The token has expired.");
  if (error instanceof errors.JOSEError) throw invalid(error.message);
  if (error instanceof AuthenticationUnavailable) throw error;
  // A key or a signature that the platform's cryptography does not take.
  if (error instanceof DOMException || error instanceof TypeError) throw invalid(error.message);
  throw error;
}

const invalid = (reason: string) => new Unauthenticated("invalid", "The token is not valid.", reason);
