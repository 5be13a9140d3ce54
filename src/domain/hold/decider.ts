import { dated, type Decided } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import { isLocalDate, type LocalDate } from "../kernel/time.ts";
import { teamName } from "../member/team.ts";
import type { LegalHold, LegalHolds } from "./hold.ts";
import type { HoldEvent, HoldQuery } from "./messages.ts";

type Happened = readonly Decided<HoldEvent>[];

/** Whom a hold is to cover: members by id, or a query. */
export type Held =
  | { readonly memberIds: readonly [string, ...string[]]; readonly query: null }
  | { readonly memberIds: readonly []; readonly query: HoldQuery };

/** Checks whom a hold is to cover: named members or a query, and not both. @throws {Rejection} `invalid-value` */
export function heldBy(memberIds: readonly string[], query: HoldQuery | null): Held {
  const [first, ...others] = new Set(memberIds);
  if (first !== undefined && query !== null) return refuse("names members and asks a query: place a hold for each.");
  if (first !== undefined) return { memberIds: [first, ...others], query: null };
  if (query === null) return refuse("names nobody: give members, a team, or the days between which they left.");
  const { team, leftFrom, leftUntil } = query;
  for (const day of [leftFrom, leftUntil])
    if (day !== null && !isLocalDate(day)) refuse("has a day that does not exist: write it like 2025-01-31.");
  if (leftFrom !== null && leftUntil !== null && leftFrom > leftUntil)
    refuse("ends before it begins: turn its days round.");
  if ((team ?? leftFrom ?? leftUntil) === null)
    return refuse("asks for nothing, and so for everybody: ask for something.");
  return { memberIds: [], query: { team: team === null ? null : teamName(team), leftFrom, leftUntil } };
}

/** @throws {Rejection} `member-erased` where there is nothing left to hold */
export function placeHold(holds: LegalHolds, holdId: string, held: Held, today: LocalDate): Happened {
  const gone = held.memberIds.filter((id) => holds.forgotten.has(id));
  if (gone.length > 0)
    reject("member-erased", "What there was of this member is erased or sealed: there is nothing left to hold.", {
      members: gone,
    });
  if (holds.holds.has(holdId)) return [];
  const placed = (heldMember: string | null): Decided<HoldEvent> =>
    dated(today, { type: "LegalHoldPlaced", data: { holdId, heldMember, query: held.query } });
  return held.query === null ? held.memberIds.map(placed) : [placed(null)];
}

/** What is released already stays so. @throws {Rejection} `hold-unknown` */
export function releaseHold(holds: LegalHolds, holdId: string, today: LocalDate): Happened {
  const hold = holds.holds.get(holdId);
  if (!hold)
    return reject("hold-unknown", `There is no legal hold ${holdId}: look for it among the holds.`, { holdId });
  if (hold.released) return [];
  const released = (heldMember: string | null): Decided<HoldEvent> =>
    dated(today, { type: "LegalHoldReleased", data: { holdId, heldMember } });
  return hold.query === null ? hold.memberIds.map(released) : [released(null)];
}

/** Refuses what a hold forbids, and names the holds. */
export function refuseHeld(holds: readonly LegalHold[], { memberId, name }: { memberId: string; name: string }): void {
  if (holds.length > 0)
    reject(
      "legal-hold",
      `${name} is under a legal hold (${holds.map(({ holdId }) => holdId).join(", ")}): nothing of theirs may go until it is released.`,
      { memberId, holds: holds.map(({ holdId }) => holdId) },
    );
}

const refuse = (fault: string): never => reject("invalid-value", `The hold ${fault}`, { field: "hold" });
