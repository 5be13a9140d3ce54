import { timingSafeEqual } from "node:crypto";
import type { ApiKeys } from "../ports/apiKeys.ts";
import { AccessDenied } from "./access.ts";
import type { Verified, Verify } from "./authentication.ts";
import { isOutage } from "../outages.ts";
import { AuthenticationUnavailable, Unauthenticated } from "./failures.ts";
import { hashOf, keyIdIn } from "./keyText.ts";
import { isRole } from "./principal.ts";

const invalid = (reason: string) => new Unauthenticated("invalid", "The token is not valid.", reason);

/** API keys, as they are written down. The key's id is the actor's subject. */
export const verifyApiKey =
  (keys: Pick<ApiKeys, "find">): Verify =>
  async (token): Promise<Verified> => {
    const keyId = keyIdIn(token);
    const found = keyId === undefined ? undefined : await lookUp(keys, keyId);
    if (!found || !timingSafeEqual(found.hash, hashOf(token))) throw invalid("no such key");
    if (found.revokedAt !== null) throw invalid(`key ${found.keyId} is revoked`);
    if (!isRole(found.role)) throw new AccessDenied(null, `The role ${found.role} of your key is unknown here.`);
    const actor = { issuer: "api-key", subject: found.keyId };
    const principal = { actor, roles: [found.role], team: found.team, memberId: null };
    return { principal, endsAt: Date.parse(found.expiresAt) };
  };

async function lookUp(keys: Pick<ApiKeys, "find">, keyId: string): ReturnType<ApiKeys["find"]> {
  try {
    return await keys.find(keyId);
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new AuthenticationUnavailable("API keys cannot be looked up now. Try again.", { cause: error });
  }
}
