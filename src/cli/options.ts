import { type Command, InvalidArgumentError, Option } from "commander";
import { isLocalDate } from "../domain/kernel/time.ts";
import { assignmentTypes } from "../domain/member/messages.ts";

/** A day, as an argument. */
export function day(text: string): string {
  if (!isLocalDate(text)) throw new InvalidArgumentError("It takes a day that exists, such as 2025-01-31.");
  return text;
}

/** An option that takes a day. @param flags such as `--start <date>` */
export const dateOption = (flags: string, description: string): Option => new Option(flags, description).argParser(day);

/** From when on a change holds. */
export const effectiveOn = (what = "when it takes effect"): Option =>
  dateOption("--effective-on <date>", `${what}, as YYYY-MM-DD; a later day schedules it (default: today)`);

/** The same by its former name. */
export const date = (): Option => dateOption("--date <date>", "the same as --effective-on").hideHelp();

export const withdraw = (): Option =>
  new Option("--withdraw <event-id...>", "take these later changes back with it, which a refusal names");

/** What the commands that change take. */
export type ChangeOptions = {
  readonly effectiveOn?: string;
  readonly date?: string;
  readonly withdraw?: readonly string[];
  readonly reason?: string;
};

/** Of the options, when the change holds and what may be taken back for its sake. */
export const dated = ({ effectiveOn: from, date: on, withdraw: later }: ChangeOptions) => ({
  effectiveOn: from,
  ...{ on, withdraw: later },
});

export const reason = (): Option => new Option("--reason <text>", "why, for the history");

export const assignmentType = (description: string): Option =>
  new Option("--type <type>", description).choices(assignmentTypes);

export const acceptUncovered = (): Option =>
  new Option("--accept-uncovered <queue...>", "accept that these queues fall below their minimum");

/** What follows a command's help: how it is typed. */
export const examples = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  $ muster ${line}`).join("\n")}`);

/** A whole number from 0 up. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
}

/** A position in the log. */
export function position(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError("It takes a position, as muster log shows them.");
  return BigInt(text);
}

/** `--title <text>` gives one, `--no-title` takes it away, neither leaves it as it is. */
export const orNone = (option: string | false | undefined): string | null | undefined =>
  option === false ? null : option;

/** An instant, with its zone. */
export function instant(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError("It takes an instant with its zone, such as 2025-07-15T09:00:00Z.");
  return text;
}
