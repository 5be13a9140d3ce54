import type { MusterEvent } from "../../domain/event.ts";
import { folded } from "../../domain/kernel/fold.ts";
import { personalFields } from "../../domain/personalFields.ts";
import type { Recorded } from "../../domain/recorded.ts";

/** What the log tells of somebody who is about to be erased, so that it can be looked for elsewhere. */
export type Person = {
  readonly memberId: string;
  /** All that they were ever called, and every address that was theirs. */
  readonly names: readonly string[];
  readonly emails: readonly string[];
  /** How many events tell something personal of them. */
  readonly sealed: number;
};

/** What the events of a member's stream tell of them, as long as their key is there. */
export function personOf(memberId: string, events: readonly Recorded<MusterEvent>[]): Person {
  const names = new Set<string>();
  const emails = new Set<string>();
  for (const event of events) {
    if (event.type === "MemberRegistered") {
      names.add(event.data.name);
      emails.add(event.data.email);
    } else if (event.type === "MemberRenamed") [event.data.from, event.data.to].forEach((name) => names.add(name));
    else if (event.type === "MemberEmailChanged")
      [event.data.from, event.data.to].forEach((email) => emails.add(email));
  }
  const sealed = events.filter(
    ({ type, meta }) => Object.keys(personalFields[type]).length > 0 || meta.reason !== undefined,
  ).length;
  return { memberId, names: [...names], emails: [...emails], sealed };
}

/**
 * Whether a text tells of the person: by id, by an address, or by a name that stands there as words of its own. Case and
 * width do not matter.
 */
export function mentions({ memberId, names, emails }: Person): (text: string) => boolean {
  const parts = [memberId, ...emails].map(folded);
  const words = names.map((name) => asWords(folded(name)));
  return (text) => {
    const form = folded(text);
    return parts.some((part) => form.includes(part)) || words.some((word) => word.test(form));
  };
}

/** A text where it stands as words of its own: Li is not in Lisa. */
export const asWords = (text: string, flags = ""): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}])`, `u${flags}`);
