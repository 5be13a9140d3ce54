/**
 * Muster for a TypeScript program: open it, ask `queries`, order `changes`, close it.
 *
 * ```ts
 * import { by, openMuster } from "muster";
 *
 * const muster = await openMuster({ home: "/var/lib/muster" });
 * const { position } = await muster.changes.assignQueue(
 *   { member: "ada@example.com", queue: "Cloud - Security" },
 *   { type: "backup" },
 *   by({ issuer: "app", subject: "shift-planner" }),
 * );
 * await muster.settle(position);
 * const team = await muster.queries.roster({ team: "engineering" });
 * await muster.close();
 * ```
 *
 * A rule that says no throws a {@link Rejection}; the log or the database out of reach throws {@link LogUnavailable} or
 * {@link TablesUnavailable}; others who were faster every time, a {@link StreamConflict}.
 */
import type { CommandContext } from "./app/commandHandler.ts";
import { newCommandId } from "./app/ids.ts";
import type { Muster as Doors } from "./app/muster.ts";
import { type Lookups, lookups } from "./app/roster/lookups.ts";
import { type RosterChanges, rosterChanges } from "./app/roster/rosterChanges.ts";
import { type Config, readConfig } from "./config.ts";
import type { Actor } from "./domain/kernel/actor.ts";
import { openMuster as open } from "./openMuster.ts";

/** Every use case of Muster, and what a program reaches it by. */
export type Muster = Doors & {
  /** Every change; members and queues are given as a person names them. Settle the position to read what came of it. */
  readonly changes: RosterChanges;
  /** Reads about one member, given as a person names them. */
  readonly lookups: Lookups;
};

/** The settings of one value; what the desk's tickets are called is the environment's alone. */
type Given = Exclude<keyof Config, "tickets">;

/** What is left out is as the environment sets it; `workingDirectory` is where the search for a home begins. */
export type Settings = { readonly [Name in Given]?: Config[Name] | undefined } & {
  readonly workingDirectory?: string | undefined;
};

/**
 * Opens Muster: finds or makes its home, starts or joins the embedded Postgres unless `databaseUrl` names one, and
 * brings the schema up to date. Every process may open it at once; each closes its own.
 * @throws {BadSetting} naming the setting; an error that says why the home or the database cannot be used
 */
export async function openMuster({ workingDirectory = process.cwd(), ...settings }: Settings = {}): Promise<Muster> {
  const config = readConfig({ ...process.env, ...asEnvironment(settings) });
  const doors = await open(config, { workingDirectory, environment: process.env });
  return { ...doors, changes: rosterChanges(doors), lookups: lookups(doors.queries) };
}

/**
 * Who gives a command, and why. Each call makes a command of its own; the same object again is the same command, which
 * is done once and answered twice.
 */
export const by = (actor: Actor, reason?: string): CommandContext => ({
  commandId: newCommandId(),
  actor,
  ...(reason !== undefined && { reason }),
});

const names: Readonly<Record<Given, string>> = {
  databaseUrl: "DATABASE_URL",
  eventStoreUrl: "EVENTSTORE_URL",
  home: "MUSTER_HOME",
  file: "MUSTER_FILE",
  keyFile: "MUSTER_KEY_FILE",
  log: "MUSTER_LOG",
  timezone: "MUSTER_TIMEZONE",
  host: "MUSTER_HOST",
  port: "MUSTER_PORT",
};

/** Through the same check as the environment's, so that a wrong one is named in the same way. */
const asEnvironment = (settings: Partial<Record<Given, string | number | undefined>>) =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [[names[name as Given], String(value)]],
    ),
  );

export type { CommandContext, CommandHandler, Outcome } from "./app/commandHandler.ts";
export type { ImportOptions, ImportReport } from "./app/import/importTypes.ts";
export { TablesBehind, type Calendar, type Settled, type Status, type Whereabouts } from "./app/muster.ts";
export { LogUnavailable, type Position, type Revision, StreamConflict } from "./app/ports/eventLog.ts";
export { type Difference, type Progress, type RowCounts, TablesUnavailable } from "./app/ports/projections.ts";
export type {
  HistoryEntry,
  MemberDetails,
  MemberQueue,
  QueueCoverage,
  QueueRow,
  RosterMember,
  RosterQueries,
} from "./app/ports/rosterQueries.ts";
export { BadFile, FileUnwritable } from "./app/preferences/failures.ts";
export type { RollbackReport } from "./app/rollback.ts";
export type { Departure, MemberUpdate, NewMember, NewPeriod, Return, Withdrawal } from "./app/roster/memberInputs.ts";
export type { Lookups } from "./app/roster/lookups.ts";
export type { RosterChanges } from "./app/roster/rosterChanges.ts";
export type { Verification } from "./app/verification.ts";
export { BadSetting, type Config } from "./config.ts";
export type { Command } from "./domain/command.ts";
export type { DomainEvent, MusterEvent } from "./domain/event.ts";
export type { Actor } from "./domain/kernel/actor.ts";
export { Rejection, type RejectionCode } from "./domain/kernel/rejection.ts";
export type { AssignmentType, ReasonCode } from "./domain/member/messages.ts";
export type { Recorded } from "./domain/recorded.ts";
