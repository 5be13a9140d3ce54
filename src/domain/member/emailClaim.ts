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
  const name = nameOf(world, owner.ownerId);
  const advice =
    world.members.get(owner.ownerId)?.standing === "left"
      ? `${name}, who has left: reactivate or rehire ${name} if it is the same person`
      : `${name}: change ${name} if it is the same person`;
  return reject("email-taken", `${email} belongs to ${advice}, or use another address.`, {
    email,
    memberId: owner.ownerId,
  });
}
