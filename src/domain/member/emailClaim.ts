import type { Earlier } from "../dateOrder.ts";
import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { normaliseEmail } from "./email.ts";
import { nameOf } from "./lookup.ts";

/** Refuses an address that is another member's; answers since when it has been free, if anyone ever had it. */
export function claimEmail(world: World, memberId: string, email: string): readonly Earlier[] {
  const owner = world.emailOwners.get(normaliseEmail(email)) ?? null;
  if (owner === null || owner.ownerId === memberId) return [];
  if (owner.ownerId === null)
    return [{ what: `end of another member's use of ${email}`, on: owner.since, about: { email } }];
  const left = world.members.get(owner.ownerId)?.standing === "left";
  return reject(
    "email-taken",
    `${email} belongs to ${nameOf(world, owner.ownerId)}${left ? ", who has left: reactivate or rehire them" : ": look there"} if that is who you mean, or use another address.`,
    { email, memberId: owner.ownerId },
  );
}
