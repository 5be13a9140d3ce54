import type { z } from "zod";
import { guardedChanges } from "./access/guardedChanges.ts";
import { guardedCommands } from "./access/guardedCommands.ts";
import { type GuardedQueries, guardedQueries } from "./access/guardedQueries.ts";
import type { Principal } from "./access/principal.ts";
import type { CommandHandler } from "./commandHandler.ts";
import { type CsvExports, csvExports } from "./csv/exportCsv.ts";
import { type CsvImports, csvImports } from "./csv/importCsv.ts";
import { type Call, type Caller, callFunction } from "./functions/callFunction.ts";
import { teamFunctions } from "./functions/teamFunctions.ts";
import type { Muster } from "./muster.ts";
import type { RosterChanges } from "./roster/rosterChanges.ts";
import { type AuditReads, auditReads } from "./served/auditReads.ts";
import { type ChangeLists, changeLists } from "./served/changeLists.ts";
import { type FigureReads, figureReads } from "./served/figureReads.ts";
import { type ScheduleDesk, scheduleDesk } from "./served/scheduleDesk.ts";
import { type Forgetting, forgetting } from "./served/forgetting.ts";
import { type ServedPages, servedPages } from "./served/servedPages.ts";
import { type Undo, undoFor } from "./served/undoing.ts";

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type Defined = (typeof teamFunctions)[number];

/**
 * The functions by the names that a program calls them by: `getTeamMembers`, `assignQueue`, … Each takes and
 * answers plain JSON, and says in its parts' descriptions what they mean; without a team it is the caller's own.
 * @throws {Rejection} {AccessDenied}
 */
export type TeamFunctions = {
  readonly [F in Defined as Camel<F["name"]>]: (
    ...given: Partial<z.input<F["input"]>> extends z.input<F["input"]>
      ? [input?: z.input<F["input"]>, call?: Call]
      : [input: z.input<F["input"]>, call?: Call]
  ) => Promise<z.output<F["output"]>>;
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export function functionsFor(caller: Caller): TeamFunctions {
  const methods = teamFunctions.map((each: Defined) => [
    camel(each.name),
    (input: unknown, call?: Call) => callFunction<z.ZodObject, z.ZodObject>(each, caller, input, call),
  ]);
  // Names and shapes are those of the functions, one by one.
  return Object.fromEntries(methods) as TeamFunctions;
}

/** Muster for one caller: whatever is asked or ordered here is authorised first, and answered as far as they may see. */
export type ServedMuster = {
  readonly principal: Principal;
  readonly queries: GuardedQueries;
  /** Lists, a page at a time. */
  readonly pages: ServedPages;
  readonly audit: AuditReads;
  readonly figures: FigureReads;
  readonly changes: RosterChanges;
  readonly commands: CommandHandler;
  /** Several changes as one. */
  readonly lists: ChangeLists;
  /** What is to come. */
  readonly scheduled: ScheduleDesk;
  readonly undo: Undo;
  /** Erasures and legal holds. */
  readonly forgetting: Forgetting;
  /** Files of members, as comma-separated values. */
  readonly imports: CsvImports;
  readonly exports: CsvExports;
  readonly functions: TeamFunctions;
};

/**
 * What every door calls for whoever it has recognised. `homeTeam` is "my team" of this machine's own user. A part is made
 * when it is asked for: most requests need one.
 */
export const musterFor = (
  muster: Muster,
  principal: Principal,
  options: Pick<Caller, "homeTeam" | "fallback"> = {},
): ServedMuster =>
  madeWhenAsked({
    principal: () => principal,
    queries: () => guardedQueries(principal, muster.queries),
    pages: () => servedPages(muster, principal),
    audit: () => auditReads(muster, principal),
    figures: () => figureReads(muster, principal),
    changes: () => guardedChanges(principal, muster),
    commands: () => guardedCommands(principal, muster),
    lists: () => changeLists(muster, principal),
    scheduled: () => scheduleDesk(muster, principal),
    undo: () => undoFor(muster, principal),
    imports: () => csvImports(muster, principal),
    exports: () => csvExports(muster, principal),
    functions: () => functionsFor({ principal, muster: () => Promise.resolve(muster), ...options }),
    forgetting: () => forgetting(muster, principal),
  });

type Makers = Readonly<Record<string, () => unknown>>;

/** An object whose properties are made as they are asked for. */
function madeWhenAsked<M extends Makers>(makers: M): { readonly [K in keyof M]: ReturnType<M[K]> } {
  const properties = Object.entries(makers).map(([name, get]) => [name, { get, enumerable: true }] as const);
  return Object.defineProperties({}, Object.fromEntries(properties)) as { readonly [K in keyof M]: ReturnType<M[K]> };
}
