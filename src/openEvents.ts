import { eventFollower, type FollowEvents } from "./app/followEvents.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";

/** The log as it grows. */
export const landingUseCases = (parts: Parts): Pick<Muster, "head" | "followEvents"> => ({
  head: async () => (await parts.getAsync(Tokens.log)).head(),
  followEvents: (...asked) => follow(parts, asked),
});

async function* follow(parts: Parts, asked: Parameters<FollowEvents>): ReturnType<FollowEvents> {
  yield* eventFollower(await parts.getAsync(Tokens.log), await parts.getAsync(Tokens.codec))(...asked);
}
