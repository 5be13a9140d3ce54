import type { Member } from "./member.ts";
import type { MemberEvent } from "./messages.ts";

/** What somebody is called once nobody may know who they were; the id keeps what must stay unique apart. */
export const erasedName = "Erased member";
export const erasedEmail = (memberId: string): string => `${memberId}@erased.invalid`;

/** Of an erased member what decisions may still see: what is in clear. */
export function blindedMember(member: Member): Member {
  const { memberId, departure } = member;
  return {
    ...member,
    erased: true,
    name: erasedName,
    email: erasedEmail(memberId),
    skills: [],
    departure: departure && { ...departure, note: null },
  };
}

/** Whether a member's data was erased: on whatever date one looks, nothing is known of them and nothing changes. */
export const isErased = (stream: readonly Pick<MemberEvent, "type">[]): boolean =>
  stream.some(({ type }) => type === "MemberDataErased");
