import type { Decision } from "../event.ts";
import { refuseHeld } from "../hold/decider.ts";
import { holdsOn } from "../hold/hold.ts";
import { dated } from "../kernel/decider.ts";
import { folded } from "../kernel/fold.ts";
import { reject } from "../kernel/rejection.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { retainedUntil } from "../retention/retention.ts";
import { recordedMember } from "./lookup.ts";
import type { Member } from "./member.ts";
import type { MemberCommandOf } from "./messages.ts";

/**
 * Forgets who a member was: the event says that their key is to be destroyed, and holds nothing personal itself. It has no
 * date of its own: it is done today, and for all dates. Of who was registered in error, nothing need be retained; of who is
 * erased already, nothing is left to erase.
 */
export function erase(data: MemberCommandOf<"EraseMember">, world: World, { today }: Setting): Decision {
  const { memberId, on, ground } = data;
  const member = recordedMember(world, memberId);
  if (member.erased) return [];
  if (on !== today)
    reject("invalid-value", `An erasure is for all dates and done today, ${today}: leave the date out.`, {
      field: "on",
    });
  if (member.standing === "active")
    reject("member-still-active", `${member.name} is active: only who has left can be erased.`, { memberId });
  refuseHeld(holdsOn(world.holds, member), member);
  refuseRetained(member, data);
  refuseTelling(member, ground);
  return [dated(on, { type: "MemberDataErased", data: { memberId, ground } })];
}

/** Inside retention it takes a legal ground. */
function refuseRetained(
  { memberId, name, departure, standing }: Member,
  { on, ground, years }: MemberCommandOf<"EraseMember">,
): void {
  if (standing !== "left" || departure === null || ground !== null) return;
  const kept = retainedUntil(departure.lastDay, years);
  if (on <= kept)
    reject(
      "member-within-retention",
      `${name} left on ${departure.lastDay} and is kept until ${kept}: erase them after that, or name the legal ground.`,
      { memberId, lastDay: departure.lastDay, retainedUntil: kept },
    );
}

/** The ground stays in clear when all else is gone: it must not say who it was. */
function refuseTelling({ name, email }: Member, ground: string | null): void {
  const told = folded(ground ?? "");
  const parts = [name, email].map(folded).filter((part) => told.includes(part));
  if (parts.length > 0)
    reject("invalid-value", "The legal ground names the member, and would stay: name the law alone.", {
      field: "ground",
    });
}
