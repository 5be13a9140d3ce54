import { timingSafeEqual } from "node:crypto";
import type { Verify } from "./authentication.ts";
import { Unauthenticated } from "./failures.ts";
import { hashOf } from "./keyText.ts";
import { operator } from "./principal.ts";

/** The admin token of a home, where nothing else is configured. */
export type LocalToken = {
  readonly path: string;
  /** The token that is in force; undefined where somebody has taken the file away. */
  read(): Promise<string | undefined>;
  /** Makes one where there is none. `made` is it, told to the one process that made it, for a person to see once. */
  ensure(): Promise<{ readonly made: string | undefined }>;
};

/** The home's own user: everything may be done, and "my team" is that of the file which the home keeps. */
export const verifyLocalToken =
  (local: Pick<LocalToken, "read">, homeTeam: () => Promise<string | null>): Verify =>
  async (token) => {
    const right = await local.read();
    if (right === undefined || !timingSafeEqual(hashOf(right), hashOf(token)))
      throw new Unauthenticated("invalid", "The token is not valid.", "it is not the home's");
    const actor = { issuer: "local-token", subject: "admin" };
    return { principal: operator(actor, await homeTeam()), endsAt: Infinity };
  };
