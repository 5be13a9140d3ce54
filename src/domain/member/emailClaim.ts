import { reject } from "../kernel/rejection.ts";
import type { World } from "../world.ts";
import { erasedEmail } from "./erased.ts";
import { normaliseEmail } from "./email.ts";
import { nameOf } from "./lookup.ts";

/** Refuses an address that is another member's. */
export function claimEmail(world: World, memberId: string, email: string): void {
  const ownerId = world.emailOwners.get(normaliseEmail(email)) ?? null;
  if (ownerId === null || ownerId === memberId) return;
  const owner = world.members.get(ownerId);
  // Logs of the first version enter a registration in error without what came after it: it frees the address all the same.
  if (owner?.standing === "void") return;
  // With the key goes the claim, also where the guard still has it: nobody could release it.
  if (owner?.email === erasedEmail(ownerId)) return;
  const name = nameOf(world, ownerId);
  const advice =
    owner?.standing === "left"
      ? `${name}, who has left: reactivate or rehire ${name} if it is the same person`
      : `${name}: change ${name} if it is the same person`;
  reject("email-taken", `${email} belongs to ${advice}, or use another address.`, { email, memberId: ownerId });
}
