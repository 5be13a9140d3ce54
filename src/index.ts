/**
 * Muster for a TypeScript program: open it, call its functions, ask `queries`, order `changes`, close it.
 *
 * ```ts
 * import { by, openMuster } from "muster";
 *
 * const muster = await openMuster({ home: "/var/lib/muster" });
 * const { members } = await muster.getTeamMembers({ team: "engineering" });
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
import { operator } from "./app/access/principal.ts";
import { asOf, type PointAsked, type PointTold } from "./app/asOf.ts";
import { broughtUp } from "./app/broughtUp.ts";
import type { CommandContext } from "./app/commandHandler.ts";
import { type CsvExports, csvExports } from "./app/csv/exportCsv.ts";
import { type CsvImports, csvImports } from "./app/csv/importCsv.ts";
import { newCommandId } from "./app/ids.ts";
import type { Muster as Doors } from "./app/muster.ts";
import { type Lookups, lookups } from "./app/roster/lookups.ts";
import { type RosterChanges, rosterChanges } from "./app/roster/rosterChanges.ts";
import { recordingReads } from "./app/reads/recordingReads.ts";
import type { DestroyedKeys } from "./app/ports/keyDestruction.ts";
import type { HeadSink } from "./app/ports/headSink.ts";
import type { KeySource } from "./app/ports/keySource.ts";
import { type ChangeLists, changeLists } from "./app/served/changeLists.ts";
import { type FigureReads, figureReads } from "./app/served/figureReads.ts";
import { functionsFor, type TeamFunctions } from "./app/serving.ts";
import { type Config, readConfig } from "./config.ts";
import type { Actor } from "./domain/kernel/actor.ts";
import { openMuster as open } from "./openMuster.ts";
import { systemUser } from "./systemUser.ts";

/** Every use case of Muster, and what a program reaches it by. */
export type Muster = Doors &
  TeamFunctions & {
    /** Every change; members and queues are given as a person names them. Settle the position to read what came of it. */
    readonly changes: RosterChanges;
    /** Reads about one member, given as a person names them. */
    readonly lookups: Lookups;
    /** Figures that people ask for: `reports.figure("turnover", { from: "2025-01-01", to: "2025-12-31" })`. */
    readonly reports: FigureReads;
    /** Takes files of members in; {@link readCsv} reads one. */
    readonly imports: CsvImports;
    /** Whole lists as comma-separated values. */
    readonly exports: CsvExports;
    /** Several changes as one: what would come of them on any day, and having just that recorded. */
    readonly lists: ChangeLists;
    /** Reads of another day, or as known at a point; of a day to come with what is scheduled for it. */
    asOf(asked: PointAsked): Promise<AsOf>;
  };

/** The reads of a point, and the point. */
export type AsOf = Pick<Doors, "queries" | "pages" | "sheets"> & {
  readonly lookups: Lookups;
  readonly point: PointTold;
};

/** The settings of one value; what the service desk's tickets are called is the environment's alone. */
type Given = Exclude<keyof Config, "tickets">;

/**
 * What is left out is as the environment sets it.
 * @property workingDirectory where the search for a home begins
 * @property actor who calls the functions; this machine's user unless given
 */
export type Settings = { readonly [Name in Given]?: Config[Name] | undefined } & {
  readonly workingDirectory?: string | undefined;
  /** Where the keys come from, if neither from a file nor from the environment. */
  readonly keySource?: KeySource | undefined;
  /** Another system that gets each signed head of the ledger. */
  readonly headSink?: HeadSink | undefined;
  /** Another system that keeps which keys were destroyed, beside the home's own list. */
  readonly destroyedKeys?: DestroyedKeys | undefined;
  readonly actor?: Actor | undefined;
};

/**
 * Opens Muster: finds or makes its home, starts or joins the embedded Postgres unless `databaseUrl` names one, and
 * brings the schema up to date. Every process may open it at once; each closes its own. Where the database is away it
 * opens all the same: until it is back, functions that read a team answer from the kept file (their `source` says so),
 * `fallback` gives that file's roster, and everything else throws {@link TablesUnavailable} or {@link LogUnavailable}.
 * @throws {BadSetting} naming the setting; an error that says why the home cannot be used, or the schema
 */
export async function openMuster(settings: Settings = {}): Promise<Muster> {
  const { workingDirectory = process.cwd(), keySource, headSink, destroyedKeys, actor, ...set } = settings;
  const config = readConfig({ ...process.env, ...asEnvironment(set) });
  const surroundings = { workingDirectory, environment: process.env, keySource, headSink, destroyedKeys };
  const doors = await open(config, surroundings, { away: "open" });
  const principal = operator(actor ?? { issuer: "os", subject: systemUser() }, null);
  const functions = functionsFor({
    ...{ principal, local: true },
    homeTeam: ({ file }) => file.team(),
    muster: () => broughtUp(doors),
    ...{ fallback: () => doors.fallback(), recordRead: doors.reads.record },
  });
  const read = recordingReads(doors, principal);
  return {
    ...{ ...read, ...functions, changes: rosterChanges(doors), lookups: lookups(read.queries) },
    reports: figureReads(read, principal),
    ...{ imports: csvImports(doors, principal), exports: csvExports(read, principal) },
    lists: changeLists(doors, principal),
    async asOf(asked) {
      const { muster, point } = await asOf(recordingReads(await broughtUp(doors), principal), asked);
      const { queries, pages, sheets } = muster;
      return { ...{ queries, pages, sheets, point }, lookups: lookups(queries) };
    },
  };
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
  keys: "MUSTER_KEYS",
  log: "MUSTER_LOG",
  retentionYears: "MUSTER_RETENTION_YEARS",
  timezone: "MUSTER_TIMEZONE",
  host: "MUSTER_HOST",
  port: "MUSTER_PORT",
  authentication: "MUSTER_AUTHENTICATION",
  behindTls: "MUSTER_BEHIND_TLS",
  recordReads: "MUSTER_RECORD_READS",
  trustedProxies: "MUSTER_TRUSTED_PROXIES",
  oidcIssuer: "MUSTER_OIDC_ISSUER",
  oidcAudience: "MUSTER_OIDC_AUDIENCE",
  oidcJwksUrl: "MUSTER_OIDC_JWKS_URL",
  oidcAlgorithms: "MUSTER_OIDC_ALGORITHMS",
  oidcClockSkew: "MUSTER_OIDC_CLOCK_SKEW",
  oidcRolesClaim: "MUSTER_OIDC_ROLES_CLAIM",
  oidcTeamClaim: "MUSTER_OIDC_TEAM_CLAIM",
  oidcEmailClaim: "MUSTER_OIDC_EMAIL_CLAIM",
  logLevel: "MUSTER_LOG_LEVEL",
  otlpEndpoint: "OTEL_EXPORTER_OTLP_ENDPOINT",
};

/** Through the same check as the environment's, so that a wrong one is named in the same way. */
const asEnvironment = (settings: Partial<Record<Given, Config[Given]>>) =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [[names[name as Given], String(value)]],
    ),
  );

export type { CommandContext, CommandHandler } from "./app/commandHandler.ts";
export type { CsvImportOptions, CsvImportReport } from "./app/csv/importCsv.ts";
export { type CsvText, readCsv } from "./app/csv/readCsv.ts";
export type { PointAsked, PointTold } from "./app/asOf.ts";
export type { ChangeLists, Foreseen } from "./app/served/changeLists.ts";
export type { Order } from "./app/roster/orders.ts";
export type { Outcome } from "./app/outcome.ts";
export type { ImportOptions, ImportReport } from "./app/import/importTypes.ts";
export type { Calendar, Settled, Status, Whereabouts } from "./app/muster.ts";
export { LogUnavailable, type Position, type Revision, StreamConflict } from "./app/ports/eventLog.ts";
export type { HeadSink } from "./app/ports/headSink.ts";
export type { HeldKeys, Keys, KeySource, KeptKeys } from "./app/ports/keySource.ts";
export type { PublicKey } from "./app/ports/signingKeys.ts";
export { LogInUse } from "./app/ports/logUse.ts";
export {
  type Difference,
  type Progress,
  type RowCounts,
  TablesBehind,
  TablesUnavailable,
} from "./app/ports/projections.ts";
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
export type { KeptMember, RetentionList } from "./app/retention/listing.ts";
export type { RetentionRun } from "./app/retention/run.ts";
export type { RollbackReport } from "./app/rollback.ts";
export type { KeyRotation } from "./app/rotateKeys.ts";
export type { Departure, MemberUpdate, NewMember, NewPeriod, Return, Withdrawal } from "./app/roster/memberInputs.ts";
export type { Lookups } from "./app/roster/lookups.ts";
export type { TeamFunctions } from "./app/serving.ts";
export type { FigureAnswer } from "./app/figures/answerFigure.ts";
export type { Restated } from "./app/figures/restateFigure.ts";
export type { FigureReads, ReportAsked } from "./app/served/figureReads.ts";
export type { Call } from "./app/functions/callFunction.ts";
export type { RosterChanges } from "./app/roster/rosterChanges.ts";
export type { Verification } from "./app/verification.ts";
export { BadSetting, type Config } from "./config.ts";
export type { Command } from "./domain/command.ts";
export type { DomainEvent, MusterEvent } from "./domain/event.ts";
export type { Actor } from "./domain/kernel/actor.ts";
export { Rejection, type RejectionCode } from "./domain/kernel/rejection.ts";
export type { AssignmentType, ReasonCode } from "./domain/member/messages.ts";
export type { Recorded } from "./domain/recorded.ts";
