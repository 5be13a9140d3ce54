import { createHash } from "node:crypto";
import { AccessDenied } from "./access.ts";
import type { Verified, Verify } from "./authentication.ts";
import { AuthenticationUnavailable, Unauthenticated } from "./failures.ts";
import type { Principal } from "./principal.ts";
import { within } from "./within.ts";

/** Ages are told by a clock that nobody sets, ends of tokens by the calendar's; both in milliseconds. */
export type Time = { readonly ticks: () => number; readonly now: () => number };

/** How long an answer counts, in milliseconds, and how many are kept of either kind. */
const usual = {
  /** Not asked again. Short, so that a key that was revoked anywhere is refused here within a second. */
  freshMs: 500,
  refusedMs: 500,
  /** Read on for so long while what verifies is away. */
  rememberedMs: 300_000,
  /** What verifies counts as away when it has not answered for so long: for a token known, and for a new one. */
  patienceMs: { known: 400, fresh: 3000 },
  most: 10_000,
};

type Seen = { readonly verified: Verified; readonly askedAt: number; failedAt?: number };
type Refused = { readonly error: Error; readonly askedAt: number };

/**
 * Asks a verifier at most twice a second for each token, and goes on for minutes with what it last said while it is away.
 * Tokens are kept as hashes. What was refused is kept apart, so that a flood of bad tokens pushes no good one out.
 */
export function remembering(
  verify: Verify,
  { ticks, now }: Time,
  limits: typeof usual = usual,
): (token: string) => Promise<Principal> {
  const seen = bounded<Seen>(limits.most);
  const refused = bounded<Refused>(limits.most);
  const asking = atOnce(async (key, token) => {
    const askedAt = ticks();
    try {
      // What is asked of a line that has gone dead never ends; the next question may find another line.
      const verified = await within(verify(token), limits.patienceMs.fresh);
      return seen.put(key, { verified, askedAt }).verified;
    } catch (error) {
      if (error instanceof Unauthenticated || error instanceof AccessDenied) {
        seen.drop(key);
        refused.put(key, { error, askedAt });
      }
      throw error;
    }
  });
  const age = (at: number | undefined): number => (at === undefined ? Infinity : ticks() - at);

  return async (token) => {
    const key = createHash("sha256").update(token).digest("base64");
    const before = seen.get(key);
    if (before && age(before.askedAt) < limits.freshMs) return valid(before.verified, now());
    const no = refused.get(key);
    if (no && age(no.askedAt) < limits.refusedMs) throw no.error;
    const known = before && age(before.askedAt) < limits.rememberedMs ? before : undefined;
    if (known && age(known.failedAt) < limits.freshMs) return { ...valid(known.verified, now()), remembered: true };
    try {
      const answer = asking(key, token);
      return valid(await (known ? within(answer, limits.patienceMs.known) : answer), now());
    } catch (error) {
      if (!known || !(error instanceof AuthenticationUnavailable)) throw error;
      known.failedAt = ticks();
      return { ...valid(known.verified, now()), remembered: true };
    }
  };
}

function valid({ principal, endsAt }: Verified, now: number): Principal {
  if (now >= endsAt) throw new Unauthenticated("expired", "The token has expired.");
  return principal;
}

/** Whoever brings a token while it is looked at waits for the same answer. */
function atOnce(ask: (key: string, token: string) => Promise<Verified>) {
  const running = new Map<string, Promise<Verified>>();
  return (key: string, token: string): Promise<Verified> => {
    const before = running.get(key);
    if (before) return before;
    const answer = ask(key, token);
    const over = () => running.delete(key);
    answer.then(over, over);
    running.set(key, answer);
    return answer;
  };
}

/** So many entries and no more: where there would be, the one goes that was put first. */
function bounded<V>(most: number) {
  const entries = new Map<string, V>();
  return {
    get: (key: string): V | undefined => entries.get(key),
    drop: (key: string): boolean => entries.delete(key),
    put(key: string, value: V): V {
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= most && !oldest.done) entries.delete(oldest.value);
      entries.set(key, value);
      return value;
    },
  };
}
