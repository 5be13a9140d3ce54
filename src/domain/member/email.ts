import { folded } from "../kernel/fold.ts";
import { invalid, lineOfText } from "../kernel/text.ts";

/** What makes two addresses the same: case and width do not tell them apart. */
export const normaliseEmail = (email: string): string => folded(email);

const unseen = /[\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u;
const shape = /^[^@]+@[^@]+$/u;

/** An address as given, trimmed. Only a mail to it can tell whether it exists, so its shape is all that is asked. */
export function emailAddress(text: string): string {
  const email = lineOfText("email", text, 320);
  if (unseen.test(email)) return invalid("email", "has a space or an invisible character in it: take it out.");
  // The normalised form is asked as well: a full-width @ becomes a plain one.
  if (!shape.test(email) || !shape.test(normaliseEmail(email)))
    return invalid("email", "must have one @ with something on both sides, like ada@example.com.");
  return email;
}
