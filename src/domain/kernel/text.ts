import { reject } from "./rejection.ts";
import { isLocalDate, type LocalDate } from "./time.ts";

/** The fields that a person fills in, as a sentence calls them. */
const nouns = {
  name: "name",
  email: "email address",
  team: "team",
  title: "title",
  timezone: "time zone",
  skills: "skill",
  note: "note",
  reason: "reason",
  ground: "legal ground",
  reasonCode: "reason code",
  assignmentType: "assignment type",
  minimum: "minimum",
  on: "date",
  lastDay: "last day",
} as const;
export type Field = keyof typeof nouns;

/** Refuses a value; the sentence goes on after "The <field> …" and never repeats what might be unprintable. */
export const invalid = (field: Field, fault: string): never =>
  reject("invalid-value", `The ${nouns[field]} ${fault}`, { field });

// Zl and Zp end lines as control characters do; a lone surrogate (Cs) has no bytes in UTF-8.
const control = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const controlButLineEnds = /[^\P{Cc}\n\r\t]|\p{Cs}/u;
// What shows nothing: spaces, unassigned and formatting characters, and letters that are drawn as nothing.
const blank = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]*$/u;

const lengthOf = (text: string): number => Array.from(text).length;

/** One line of any script, trimmed, of 1 to `most` characters. */
export function lineOfText(field: Field, text: string, most = 200): string {
  const line = text.trim();
  if (blank.test(line)) return invalid(field, "is blank: give at least one visible character.");
  const length = lengthOf(line);
  if (length > most) return invalid(field, `has ${length} characters, and ${most} is the most: shorten it.`);
  if (control.test(line)) return invalid(field, "has a control character or a line end in it: take it out.");
  return line;
}

/** Several lines, trimmed; null where there is nothing to read. */
export function paragraph(field: Field, text: string | null, most = 2000): string | null {
  const lines = text?.trim() ?? "";
  const length = lengthOf(lines);
  if (length > most) return invalid(field, `has ${length} characters, and ${most} is the most: shorten it.`);
  if (controlButLineEnds.test(lines)) return invalid(field, "has a control character in it: take it out.");
  return blank.test(lines) ? null : lines;
}

/** One of a closed list. */
export const choice = <T extends string>(field: Field, options: readonly T[], value: string): T =>
  options.find((option) => option === value) ??
  invalid(field, `is not one of those known: give ${options.slice(0, -1).join(", ")} or ${options.at(-1) ?? ""}.`);

export const wholeNumber = (field: Field, value: number, most: number): number =>
  Number.isInteger(value) && value >= 0 && value <= most
    ? value
    : invalid(field, `must be a whole number from 0 to ${most}.`);

export const day = (field: Field, value: string): LocalDate =>
  isLocalDate(value) ? value : invalid(field, "must be a day that exists, written like 2025-01-31.");
