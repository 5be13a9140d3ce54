import { eventFollower, type FollowEvents } from "./app/followEvents.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { sharedSubscriptions } from "./infra/log/shared.ts";

/** The log as it grows; however many follow it, this process reads it once. */
export function landingUseCases(parts: Parts): Pick<Muster, "head" | "followEvents"> {
  let shared: Promise<FollowEvents> | undefined;
  async function* followEvents(...asked: Parameters<FollowEvents>): ReturnType<FollowEvents> {
    shared ??= follower(parts);
    yield* (await shared)(...asked);
  }
  return { head: async () => (await parts.getAsync(Tokens.log)).head(), followEvents };
}

async function follower(parts: Parts): Promise<FollowEvents> {
  const [log, codec] = [await parts.getAsync(Tokens.log), await parts.getAsync(Tokens.codec)];
  return eventFollower({ subscribe: sharedSubscriptions(log) }, codec);
}
