import { isRole, type Role } from "./principal.ts";

/** What a verified token says. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which claims say what; `team` is undefined where the caller's own record alone does. */
export type ClaimNames = { readonly roles: string; readonly team: string | undefined; readonly email: string };

const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Claims)[name] : undefined;

/** A claim by its name, which may be an address with dots; else by a path, as in `realm_access.roles`. */
export const claimAt = (claims: Claims, name: string): unknown =>
  own(claims, name) ?? name.split(".").reduce<unknown>(own, claims);

/** The roles that are ours; a list, or one text with spaces between, as scopes are. Others are other programs'. */
export function rolesIn(claims: Claims, { roles }: ClaimNames): readonly Role[] {
  const claim = claimAt(claims, roles);
  const named: readonly unknown[] = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return [...new Set(named.filter(isRole))];
}

/** The team that the token names. */
export function teamIn(claims: Claims, { team }: ClaimNames): string | null {
  const claim = team === undefined ? undefined : claimAt(claims, team);
  return typeof claim === "string" && claim !== "" ? claim : null;
}

/**
 * The caller's address, only where the issuer has verified it: else anybody could enter another's. An address that
 * Unicode's compatibility forms would turn into another is not taken either, since mail to it goes elsewhere.
 */
export function verifiedEmailIn(claims: Claims, { email }: ClaimNames): string | undefined {
  const claim = claimAt(claims, email);
  const verified = own(claims, "email_verified");
  if (typeof claim !== "string" || (verified !== true && verified !== "true")) return undefined;
  return claim.normalize("NFKC") === claim ? claim : undefined;
}
