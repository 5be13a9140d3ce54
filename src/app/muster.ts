import type { Actor } from "../domain/kernel/actor.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Authenticate } from "./access/authentication.ts";
import type { KeyDesk } from "./access/keyDesk.ts";
import type { Authentication } from "./access/listening.ts";
import type { Archive } from "./audit/archive.ts";
import type { BundleTarget, Exported, ExportAsked } from "./audit/exportBundle.ts";
import type { DecodedEvent } from "./codec/eventCodec.ts";
import type { CommandContext, CommandHandler, SchedulingHandler } from "./commandHandler.ts";
import type { Commands } from "./decideAll.ts";
import type { Erasures } from "./erasure/erasures.ts";
import type { ExportedTeam } from "./exportTeam.ts";
import type { ChangingEvent } from "./figures/changedFacts.ts";
import type { Wanted } from "./figures/wantedFacts.ts";
import type { FindEvents } from "./findEvents.ts";
import type { FollowEvents } from "./followEvents.ts";
import type { TellToCome } from "./foresight/toCome.ts";
import type { WhatIf } from "./foresight/whatIf.ts";
import type { Health } from "./health/health.ts";
import type { Lag } from "./health/lag.ts";
import type { LedgerState } from "./health/ledgerState.ts";
import type { LegalHolds } from "./holds/legalHolds.ts";
import type { ImportOptions, ImportReport } from "./import/importTypes.ts";
import type { Outcome } from "./outcome.ts";
import type { AsOfReads } from "./ports/asOf.ts";
import type { Answers } from "./ports/answers.ts";
import type { Clock } from "./ports/clock.ts";
import type { DatabaseRoles } from "./ports/databaseRoles.ts";
import type { Position } from "./ports/eventLog.ts";
import type { FigureSources } from "./ports/figureSources.ts";
import type { Parked, Progress, RowCounts } from "./ports/projections.ts";
import type { FileStatus } from "./ports/rosterFile.ts";
import type { RosterPages } from "./ports/rosterPages.ts";
import type { RosterSheets } from "./ports/rosterSheets.ts";
import type { RosterQueries } from "./ports/rosterQueries.ts";
import type { PublicKey } from "./ports/signingKeys.ts";
import type { Tally } from "./ports/tally.ts";
import type { Tracing } from "./ports/tracing.ts";
import type { TicketQueries } from "./ports/tickets.ts";
import type { FindReads } from "./reads/findReads.ts";
import type { RecordRead } from "./reads/recordedReads.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { FallbackRoster } from "./preferences/readFallback.ts";
import type { RetentionList } from "./retention/listing.ts";
import type { RetentionRun } from "./retention/run.ts";
import type { By } from "./retention/sealOne.ts";
import type { RollbackReport } from "./rollback.ts";
import type { KeyRotation } from "./rotateKeys.ts";
import type { ScheduledChanges } from "./scheduling/scheduledChanges.ts";
import type { Verification } from "./verification.ts";

/** The organisation's one time zone, and today's date in it. */
export type Calendar = { readonly timezone: string; readonly today: () => LocalDate };

/** Where things are, for a person and for `doctor`. */
export type Whereabouts = {
  readonly home: string;
  /** Which rule chose the home: the setting, the nearest `.muster` upward, or the user's data folder. */
  readonly homeChosenBy: string;
  /** Where the keys come from: the path of a file, or the name of a setting. */
  readonly keyFile: string;
  /** The address of the database, with the password of an embedded one; empty where that could not be started. */
  readonly databaseUrl: string;
  readonly embedded: boolean;
  readonly log: "postgres" | "eventstore";
};

/** What figures are computed from, now and as it was known. */
export type Figures = FigureSources & {
  /** The events after a position that make the facts others than they were known. */
  changes(since: Position, wanted: Wanted): Promise<readonly ChangingEvent[]>;
};

/** How far a change has come to be seen; `fileProblem` is why the file could not follow the tables. */
export type Settled = { readonly position: Position; readonly fileProblem: string | undefined };

/**
 * Muster as its doors see it: every use case once. Parts open when they are first used; `close` ends them all.
 * Reads, changes and `run` are refused with `rolled-back` after a rollback, until an import or a rebuild.
 */
export type Muster = {
  readonly commands: CommandHandler;
  /** What is to come: commands for a later day, until they are applied. */
  readonly scheduled: ScheduledChanges;
  /** Legal holds: whom they cover is neither erased nor sealed. */
  readonly holds: LegalHolds;
  /** Forgets members who have left. */
  readonly erasures: Erasures;
  /** Takes a recorded change back, with what it took along. */
  readonly undo: SchedulingHandler["undo"];
  readonly queries: RosterQueries;
  /** The service desk's tickets, joined with the tables. */
  readonly tickets: TicketQueries;
  readonly pages: RosterPages;
  readonly figures: Figures;
  readonly sheets: RosterSheets;
  /** The same reads at another point; `asOf` finds it. */
  readonly past: AsOfReads;
  /** What was pending at a position and is due by a day, applied; undefined where nothing was. @throws {LogUnavailable} */
  readonly toCome: TellToCome;
  /** Begins to decide upon commands that are not recorded. */
  rehearsal(): Promise<Rehearsal>;
  /** What repeatable requests were answered with. */
  readonly answers: Answers;
  /** A signature under the log's key, 64 hex digits: for what goes out and must come back as it was. */
  sign(text: string): Promise<string>;
  /** What a command came to that was given before; undefined where that is nothing, or cannot be told by its id. */
  recall(commandId: string): Promise<Outcome | undefined>;
  /** Of the log: opens it, and founds it where it is empty. */
  calendar(): Promise<Calendar>;
  readonly clock: Clock;
  readonly whereabouts: Whereabouts;
  /** The log's events after a position, in pages, opened. */
  events(after: Position): AsyncIterable<readonly DecodedEvent[]>;
  /**
   * Waits until the tables and the file hold the position. Where no process projects, this one does, up to there.
   * @throws {TablesBehind} where the tables did not come so far in time; what was recorded stays recorded
   */
  settle(position: Position): Promise<Settled>;
  /** The events of members and queues that a filter lets through, a part at a time, opened. */
  readonly findEvents: FindEvents;
  /** The same as they land, until a signal. */
  readonly followEvents: FollowEvents;
  /** The position of the log's newest event, 0 in an empty one. */
  head(): Promise<Position>;
  /** Waits until the tables hold the position; answers where they stand, which is less when the time is up. */
  waitFor(position: Position, timeoutMs: number): Promise<Position>;
  /** What would come of commands on a day, theirs unless it is given; nothing is recorded. @throws {TablesBehind} */
  whatIf(commands: Commands, context: CommandContext, asOf?: LocalDate): Promise<WhatIf>;
  /** Follows the log until the signal: the tables, the file, what is due, and intents that a dead writer left. */
  run(signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void>;
  /** Computes the tables anew from the log, and the file after them; ends a rollback. */
  rebuild(
    progress?: Progress,
  ): Promise<{ readonly position: Position; readonly rows: RowCounts; readonly changed: number }>;
  /** @param from only the log from a position on, with its ledger and heads */
  verify(progress?: Progress, from?: Position): Promise<Verification>;
  /**
   * Gives the log new keys, while nobody else works on it; interrupted, the same again finishes it.
   * @throws {LogInUse} where another process does, or this one has; the other machines then need the new keys
   */
  rotateKeys(actor: Actor): Promise<KeyRotation>;
  /** Takes a preferences file in, and keeps it in step from then on; ends a rollback. @throws {BadFile} {@link Rejection} */
  importRoster(options: ImportOptions): Promise<ImportReport>;
  /** Gives the kept file its own values back and drops the read tables; the log stays. */
  rollback(): Promise<RollbackReport>;
  /** A team as its preferences file has it; that of the kept file, or the only one, unless named. */
  exportTeam(team?: string): Promise<ExportedTeam>;
  /** The position that the tables hold, the process that projects, the log's newest position, and what is parked. */
  status(): Promise<Status>;
  /** Whether all is as it should be, thing by thing; fails never. */
  health(): Promise<Health>;
  /** What this process has appended so far, as it is now. */
  readonly tally: Tally;
  /** Absent where no traces are sent. */
  tracing(): Promise<Tracing | undefined>;
  /** Whether this process works in the roles of the database, as its connections really have them. */
  databaseRoles(): Promise<DatabaseRoles>;
  /** The preferences file that is kept in step, how, and its newest backup. */
  readonly file: {
    path(): Promise<string | undefined>;
    /** Whom it is about; null where none is kept, or none that can be read. */
    team(): Promise<string | null>;
    status(path: string): Promise<FileStatus>;
    backup(path: string): Promise<string | null>;
  };
  /**
   * The team as the kept file has it, for when the database is away: asks the file alone. Absent where none is kept.
   * @throws {BadFile} where it cannot stand in: never written by Muster, or edited since
   */
  fallback(): Promise<FallbackRoster | undefined>;
  /** The keys of this machine that sign the ledger's heads, the file of heads, and their rotation. */
  readonly ledger: {
    keys(): Promise<readonly PublicKey[]>;
    rotateKey(): Promise<PublicKey>;
    file(): Promise<string>;
    /** Signs what is not signed yet, where no other process does, and tells how far that is. @throws {LedgerContradicted} */
    state(): Promise<LedgerState & { readonly unsigned: Lag }>;
  };
  /** Hands events out with what proves them, and records that it did. */
  exportAudit(asked: ExportAsked, target: BundleTarget): Promise<Exported>;
  /** The same as one file, which its reader closes. */
  auditArchive(asked: ExportAsked): Promise<Archive>;
  /** What auditors and administrators have read of whom, where the setting says that it is recorded. */
  readonly reads: { readonly recorded: boolean; readonly record: RecordRead; readonly find: FindReads };
  /** Who is kept no longer: listed, and sealed into archives in the home. */
  readonly retention: {
    list(): Promise<RetentionList>;
    run(by: By): Promise<RetentionRun>;
  };
  readonly access: Access;
  close(): Promise<void>;
};

/**
 * How callers prove who they are.
 * @property token where the home's token is, if that is how; `made` is the token itself, told to the one process that made
 * it, for a person to see once
 */
export type Admission = {
  readonly authentication: Authentication;
  readonly token: { readonly path: string; readonly made: string | undefined } | undefined;
};

/** Who may come in through a door that others reach, and how that is found out. */
export type Access = {
  readonly authenticate: Authenticate;
  /**
   * Asked before listening; with nothing configured, makes the home's token where there is none.
   * @throws {BadSetting} where Muster must not listen so; {@link BadTokenFile}
   */
  admit(): Promise<Admission>;
  /** API keys: made, listed, revoked. */
  readonly keys: KeyDesk;
};

export type Status = {
  readonly tables: Position;
  readonly log: Position;
  readonly worker: string | null;
  readonly parked: readonly Parked[];
  readonly rolledBack: boolean;
};
