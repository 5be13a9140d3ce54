import type { z } from "zod";
import type { CommandContext } from "../commandHandler.ts";
import type { Muster } from "../muster.ts";
import type { FallbackRoster } from "../preferences/readFallback.ts";
import type { GuardedQueries } from "../access/guardedQueries.ts";
import type { PointAsked } from "../asOf.ts";
import type { Source } from "./shapes.ts";
import type { Principal } from "../access/principal.ts";
import type { RosterChanges } from "../roster/rosterChanges.ts";
import type { ChangeLists } from "../served/changeLists.ts";
import type { ScheduleDesk } from "../served/scheduleDesk.ts";
import type { Undo } from "../served/undoing.ts";

/**
 * What a function works with, for one caller.
 * @property queries @property changes @property scheduled @property undo as far as the caller may see and make them
 * @property myTeam the caller's team. @throws {Rejection} `invalid-value`, saying how to name one, where none is known
 * @property order the context of a change that the call makes: the caller is its actor
 */
export type FunctionContext = {
  readonly muster: Pick<
    Muster,
    "settle" | "exportTeam" | "tickets" | "figures" | "calendar" | "clock" | "past" | "head" | "waitFor"
  >;
  readonly principal: Principal;
  /** Whether this machine's own user calls. */
  readonly local: boolean;
  readonly queries: GuardedQueries;
  /** The same reads at the point that is asked for, and what the answer tells of that. */
  readonly at: (asked: PointAsked) => Promise<{ readonly queries: GuardedQueries; readonly source: Source }>;
  readonly changes: RosterChanges;
  readonly scheduled: ScheduleDesk;
  readonly undo: Undo;
  /** Several changes as one: what would come of them, and having just that recorded. */
  readonly lists: ChangeLists;
  readonly myTeam: () => Promise<string>;
  readonly order: (reason: string | undefined) => CommandContext;
};

/** What the file's answer is made of; `myTeam` is null where the caller's own team cannot be told without the database. */
export type FileContext = {
  readonly principal: Principal;
  readonly roster: FallbackRoster;
  readonly myTeam: string | null;
};

/** What a program that calls is told of a function, so that it asks before what cannot be taken back. */
export type Hints = {
  /** It changes nothing. */
  readonly readOnly: boolean;
  /** It ends or removes something. */
  readonly destructive: boolean;
  /** The same call again changes nothing more. */
  readonly idempotent: boolean;
};

/**
 * One of the team's functions, which every door offers: its names and shapes are defined here once, in plain JSON.
 * What the caller may not do is refused with `AccessDenied`, what a rule forbids with a `Rejection`.
 */
export type TeamFunction<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> = {
  readonly name: Name;
  readonly title: string;
  /** For a person or a language model that chooses between functions. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly hints: Hints;
  run(context: FunctionContext, input: z.output<Input>): Promise<z.output<Output>>;
  /** The answer from the kept file, where the database cannot be reached; undefined where the file does not know. */
  fromFile?(context: FileContext, input: z.output<Input>): z.output<Output> | undefined;
  /** The answer in a few lines, for a language model; what they leave out is in the answer itself. */
  inShort(output: z.output<Output>): string;
};

/** Says of what type each part is. */
export const teamFunction = <Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
  defined: TeamFunction<Name, Input, Output>,
): TeamFunction<Name, Input, Output> => defined;

export const reading: Hints = { readOnly: true, destructive: false, idempotent: true };
