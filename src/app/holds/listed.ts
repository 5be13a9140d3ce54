import type { GuardEntered } from "../../domain/guard/messages.ts";
import { foldHolds, type LegalHold, noHolds } from "../../domain/hold/hold.ts";
import type { HoldEvent } from "../../domain/hold/messages.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import type { Recorded } from "../../domain/recorded.ts";

/** When something was done to a hold, by whom and why; no reason where the one that it told of is erased. */
type Done = { readonly at: string; readonly by: Actor; readonly reason: string | null };

/** A hold as people see it. */
export type ListedHold = Omit<LegalHold, "released"> & { readonly placed: Done; readonly released: Done | null };

/** The holds of the stream, the oldest first, with who placed and released them. */
export function listed(events: readonly Recorded<HoldEvent | GuardEntered>[]): readonly ListedHold[] {
  const { holds } = foldHolds(noHolds, events);
  return [...holds.values()].flatMap(({ holdId, memberIds, query }) => {
    const own = (type: HoldEvent["type"]) =>
      events.find((event) => event.type === type && "holdId" in event.data && event.data.holdId === holdId);
    const [placed, released] = [own("LegalHoldPlaced"), own("LegalHoldReleased")];
    return placed
      ? [{ holdId, memberIds, query, placed: done(placed), released: released ? done(released) : null }]
      : [];
  });
}

const done = ({ meta }: Recorded<HoldEvent | GuardEntered>): Done => ({
  at: meta.recordedAt,
  by: meta.actor,
  reason: meta.reason ?? null,
});
