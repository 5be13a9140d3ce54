import type { MusterEvent } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";
import { blame, type Blamed } from "../projections/blame.ts";
import { isUnreadable } from "./codec/eventCodec.ts";
import type { Muster } from "./muster.ts";
import type { Position } from "./ports/eventLog.ts";
import { lookups } from "./roster/lookups.ts";

/** Which event set each value of a member's row, as it is now. @throws {Rejection} `member-unknown` */
export async function blameMember(
  { findEvents, queries }: Pick<Muster, "findEvents" | "queries">,
  memberId: string,
): Promise<readonly Blamed[]> {
  const member = await lookups(queries).member(memberId);
  const events: Recorded<MusterEvent>[] = [];
  for (let after: Position | null = 0n; after !== null;) {
    const found = await findEvents({ memberId: member.memberId }, { after, limit: 1_000 });
    // The row that is shown holds no more than this.
    for (const event of found.events) if (!isUnreadable(event) && event.position <= member.position) events.push(event);
    after = found.next;
  }
  return blame(member.memberId, events);
}
