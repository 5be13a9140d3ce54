import type { GuardEntry } from "../guard/facts.ts";
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
  const sealedOn = world.sealed.get(ownerId);
  // From that day on it is free, also where nobody could give it back: who was erased before has no address to give.
  if (owner?.standing === "sealed") return;
  if (sealedOn !== undefined)
    reject("email-taken", `${email} was kept for somebody until ${sealedOn}: use that date, or another address.`, {
      ...{ email, memberId: ownerId, sealedOn },
    });
  const name = nameOf(world, ownerId);
  const advice =
    owner?.standing === "left"
      ? `${name}, who has left: reactivate or rehire ${name} if it is the same person`
      : `${name}: change ${name} if it is the same person`;
  reject("email-taken", `${email} belongs to ${advice}, or use another address.`, { email, memberId: ownerId });
}

/** The address that a member keeps until they are sealed. */
export function claimGivenBack(world: World, memberId: string): string | undefined {
  const member = world.members.get(memberId);
  return member?.standing === "left" ? member.email : undefined;
}

/** Gives back the address of a member who is sealed: it cannot stand in the event, which is there for good. */
export function releaseEmail(world: World, memberId: string): readonly GuardEntry[] {
  const address = claimGivenBack(world, memberId);
  const email = address === undefined ? "" : normaliseEmail(address);
  if (world.emailOwners.get(email) !== memberId) return [];
  return [{ guard: { kind: "email", email }, fact: { kind: "owner", ownerId: null } }];
}
