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
): ServedMuster => ({
  principal,
  get queries() {
    return guardedQueries(principal, muster.queries);
  },
  get pages() {
    return servedPages(muster, principal);
  },
  get audit() {
    return auditReads(muster, principal);
  },
  get figures() {
    return figureReads(muster, principal);
  },
  get changes() {
    return guardedChanges(principal, muster);
  },
  get commands() {
    return guardedCommands(principal, muster);
  },
  get lists() {
    return changeLists(muster, principal);
  },
  get scheduled() {
    return scheduleDesk(muster, principal);
  },
  get undo() {
    return undoFor(muster, principal);
  },
  get imports() {
    return csvImports(muster, principal);
  },
  get exports() {
    return csvExports(muster, principal);
  },
  get functions() {
    return functionsFor({ principal, muster: () => Promise.resolve(muster), ...options });
  },
});
