/** What somebody is called once nobody may know who they were; the id keeps what must stay unique apart. */
export const erasedName = "Erased member";
export const erasedEmail = (memberId: string): string => `${memberId}@erased.invalid`;

/** Whether a member's data was erased: on whatever date one looks, nothing is known of them and nothing changes. */
export const isErased = (stream: readonly { readonly type: string }[]): boolean =>
  stream.some(({ type }) => type === "MemberDataErased");
