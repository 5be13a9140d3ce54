import { Unauthenticated } from "./failures.ts";
import type { Principal } from "./principal.ts";

/** As much of a request as says who asks; every HTTP server's has it. */
export type Asking = { readonly headers: { readonly authorization?: string | undefined } };

/**
 * Finds out who asks, from `Authorization: Bearer <token>` alone.
 * @throws {Unauthenticated} 401 with its `challenge`
 * @throws {AccessDenied} 403: known, and without a role here
 * @throws {AuthenticationUnavailable} 503: neither verified now nor in the last minutes
 */
export type Authenticate = (request: Asking) => Promise<Principal>;

/** What a token is worth: whose it is, and when that ends, in milliseconds since 1970 (infinite where it does not). */
export type Verified = { readonly principal: Principal; readonly endsAt: number };

/** Tells whose a token is, or throws as `Authenticate` does. */
export type Verify = (token: string) => Promise<Verified>;

// Longer than any token that is meant, and shorter than what would make its reading dear.
const longest = 8192;
// RFC 6750, section 2.1: b64token.
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** The token of a request. @throws {Unauthenticated} where there is none, or it cannot be one */
export function bearerToken({ headers: { authorization } }: Asking): string {
  if (authorization === undefined || authorization === "")
    throw new Unauthenticated("missing", "Send a token: Authorization: Bearer <token>.");
  if (authorization.length > longest)
    throw new Unauthenticated("invalid", `The token is longer than ${longest} characters.`);
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined)
    throw new Unauthenticated("invalid", "The header Authorization must be: Bearer, a space, and a token.");
  return token;
}
