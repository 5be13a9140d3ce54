import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { World } from "../world.ts";
import type { Member } from "./member.ts";

export const nameOf = (world: World, memberId: string): string =>
  world.members.get(memberId)?.name ?? `member ${memberId}`;

/** A member whom the guards name, and who is therefore there. */
export function loaded(world: World, memberId: string): Member {
  const member = world.members.get(memberId);
  if (member === undefined) throw new Error(`A decision needs the member ${memberId}, who was not loaded.`);
  return member;
}

/** Whoever is on record on that date, also as an error, and erased. */
export function recordedMember(world: World, memberId: string): Member {
  refuseSealed(world, memberId);
  refuseJoining(world, memberId);
  return (
    world.members.get(memberId) ??
    reject("member-unknown", `There is no member ${memberId}: look for them in the roster.`, { memberId })
  );
}

/** The member, unless there is none on that date or never was, or nobody may know any more who they were. */
export function knownMember(world: World, memberId: string): Member {
  const member = recordedMember(world, memberId);
  refuseErased(member);
  if (member.standing === "void")
    return reject(
      "member-unknown",
      `${member.name} was registered in error and is no member: register them anew if they are one after all.`,
      { memberId },
    );
  return member;
}

function refuseJoining({ joining }: World, memberId: string): void {
  const coming = joining.get(memberId);
  if (coming) refuseBeforeStart({ memberId, name: coming.name }, coming.on);
}

/** The member, unless they are not there to be changed. */
export function activeMember(world: World, memberId: string): Member {
  const member = knownMember(world, memberId);
  if (member.standing === "active") return member;
  return reject(
    "member-not-active",
    `${member.name} has left (last day ${member.departure?.lastDay ?? "unknown"}): reactivate or rehire them first.`,
    { memberId, lastDay: member.departure?.lastDay },
  );
}

/** What is erased is erased on every date. */
export function refuseErased({ memberId, erased }: Pick<Member, "memberId" | "erased">): void {
  if (erased)
    reject("member-erased", `What was known of the member ${memberId} is erased: nothing of theirs changes any more.`, {
      memberId,
    });
}

function refuseSealed({ sealed, members }: World, memberId: string): void {
  const on = sealed.get(memberId);
  if (on === undefined) return;
  const name = members.get(memberId)?.name ?? `Member ${memberId}`;
  reject(
    "member-sealed",
    `${name} left so long ago that what there was of them was sealed on ${on}: register them anew if they come back.`,
    { memberId, sealedOn: on },
  );
}

/** Refuses a date before the member's start; `startDate` is that of the period which the date is for. */
export function notBeforeStart({ memberId, name }: Member, on: LocalDate, startDate: LocalDate): void {
  if (on < startDate) refuseBeforeStart({ memberId, name }, startDate);
}

const refuseBeforeStart = ({ memberId, name }: Pick<Member, "memberId" | "name">, startDate: LocalDate): never =>
  reject("date-before-start", `${name} started on ${startDate}: use that date or a later one.`, {
    memberId,
    startDate,
  });
