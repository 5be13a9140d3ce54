import type { ServiceIdentifier } from "inversify";
import type { Pool } from "pg";
import type { LocalToken } from "../app/access/localToken.ts";
import type { Principal } from "../app/access/principal.ts";
import type { EventCodec } from "../app/codec/eventCodec.ts";
import type { SchedulingHandler } from "../app/commandHandler.ts";
import type { Pulse } from "../app/fallback/pulse.ts";
import type { Guarded } from "../app/guards/settle.ts";
import type { LedgerKeeper, LedgerKeeperParts } from "../app/ledger/keeper.ts";
import type { LogIdentity } from "../app/openLog.ts";
import type { AsOfReads } from "../app/ports/asOf.ts";
import type { ArchiveKeys, Archives } from "../app/ports/archives.ts";
import type { Leavers } from "../app/ports/leavers.ts";
import type { Tombstones } from "../app/ports/tombstones.ts";
import type { RetentionSettings } from "../app/retention/run.ts";
import type { Answers } from "../app/ports/answers.ts";
import type { DatabaseRoles } from "../app/ports/databaseRoles.ts";
import type { DataKeys } from "../app/ports/dataKeys.ts";
import type { ApiKeys } from "../app/ports/apiKeys.ts";
import type { EventLog } from "../app/ports/eventLog.ts";
import type { ErasureParts } from "../app/erasure/erasures.ts";
import type { TendParts } from "../app/erasure/tend.ts";
import type { TraceKeeper } from "../app/erasure/traces.ts";
import type { DestroyedKeys } from "../app/ports/keyDestruction.ts";
import type { Elect } from "../app/scheduling/scheduler.ts";
import type { KeptFigures } from "../app/ports/figureSources.ts";
import type { KeysInUse } from "../app/keys/keysInUse.ts";
import type { GuardKey } from "../app/ports/guardKey.ts";
import type { HeadSink } from "../app/ports/headSink.ts";
import type { Keys, KeySource } from "../app/ports/keySource.ts";
import type { LogUse } from "../app/ports/logUse.ts";
import type { PreferencesFiles } from "../app/ports/preferencesFiles.ts";
import type { Projections } from "../app/ports/projections.ts";
import type { ReadModel } from "../app/ports/readModel.ts";
import type { RosterFile } from "../app/ports/rosterFile.ts";
import type { RosterPages } from "../app/ports/rosterPages.ts";
import type { RosterSheets } from "../app/ports/rosterSheets.ts";
import type { RosterQueries } from "../app/ports/rosterQueries.ts";
import type { RosterSnapshots } from "../app/ports/rosterSnapshot.ts";
import type { SigningKeys } from "../app/ports/signingKeys.ts";
import type { TicketQueries } from "../app/ports/tickets.ts";
import type { Tally } from "../app/ports/tally.ts";
import type { Tracing } from "../app/ports/tracing.ts";
import type { RotationParts } from "../app/rotateKeys.ts";
import type { ReadStreamFrom } from "../app/streamReader.ts";
import type { Config } from "../config.ts";
import type { Home } from "../infra/home.ts";
import type { Lines } from "../infra/postgres/lines.ts";
import type { HomeFile } from "../infra/homeFile.ts";
import type { TableReads } from "../infra/postgres/rosterPool.ts";

/** The name of a part, which says of what type it is. */
export type Token<T> = ServiceIdentifier<T>;

/** Names a part, for the container. */
export const token = <T>(name: string): Token<T> => Symbol.for(`muster.${name}`);

/** A database that was reached, and where it is now; `embedded` is Muster's own. */
export type Database = { readonly url: string; readonly embedded: boolean };

export const Tokens = {
  config: token<Config>("config"),
  home: token<Home>("home"),
  resources: token<AsyncDisposableStack>("resources"),
  database: token<Database>("database"),
  /** Every connection that this process has, to be given up together. */
  lines: token<Lines>("lines"),
  /** Whether the database answers. */
  pulse: token<Pulse>("pulse"),
  /** Connections of the user that logs in, the schema up to date: for migrations, rotations, the keeping of API keys. */
  pool: token<Pool>("pool"),
  roles: token<DatabaseRoles>("roles"),
  /** Connections in the roles of the database, or the pool's where there are none. */
  appender: token<Pool>("appender"),
  projector: token<Pool>("projector"),
  reader: token<Pool>("reader"),
  /** Reads of the read tables, by the reader; and beside tables that are not Muster's, by the user that logs in. */
  reads: token<TableReads>("reads"),
  deskReads: token<TableReads>("desk-reads"),
  readModel: token<ReadModel>("read-model"),
  keySource: token<KeySource>("key-source"),
  logUse: token<LogUse>("log-use"),
  /** Read once this process keeps rotations away. */
  keys: token<Keys>("keys"),
  keysInUse: token<KeysInUse>("keys-in-use"),
  rotation: token<RotationParts>("rotation"),
  guardKey: token<GuardKey>("guard-key"),
  dataKeys: token<DataKeys>("data-keys"),
  /** Where it is kept which keys were destroyed, beside the database. */
  destroyedKeys: token<readonly DestroyedKeys[]>("destroyed-keys"),
  /** Where else something of a person lies. */
  traces: token<readonly TraceKeeper[]>("traces"),
  erasing: token<ErasureParts & TendParts>("erasing"),
  codec: token<EventCodec>("codec"),
  log: token<EventLog>("log"),
  /** Absent where no traces are sent. */
  tracing: token<Tracing | undefined>("tracing"),
  /** What was appended to it, counted. */
  tally: token<Tally>("tally"),
  guarded: token<Guarded>("guarded"),
  read: token<ReadStreamFrom>("read"),
  identity: token<LogIdentity>("identity"),
  commands: token<SchedulingHandler>("commands"),
  electScheduler: token<Elect>("electScheduler"),
  projections: token<Projections>("projections"),
  queries: token<RosterQueries>("queries"),
  pages: token<RosterPages>("pages"),
  figures: token<KeptFigures>("figures"),
  sheets: token<RosterSheets>("sheets"),
  past: token<AsOfReads>("past"),
  tickets: token<TicketQueries>("tickets"),
  answers: token<Answers>("answers"),
  homeFile: token<HomeFile>("home-file"),
  files: token<PreferencesFiles>("files"),
  snapshots: token<RosterSnapshots>("snapshots"),
  rosterFile: token<RosterFile>("roster-file"),
  /** The hashes of all events, who keeps them, and where their signed heads go. */
  ledger: token<LedgerKeeperParts & { readonly keeper: LedgerKeeper }>("ledger"),
  archives: token<Archives>("archives"),
  archiveKeys: token<ArchiveKeys>("archive-keys"),
  tombstones: token<Tombstones>("tombstones"),
  leavers: token<Leavers>("leavers"),
  /** What retention is made of beside the log, the ledger and what changes things. */
  retention: token<RetentionSettings>("retention"),
  signingKeys: token<SigningKeys>("signing-keys"),
  headSink: token<HeadSink>("head-sink"),
  apiKeys: token<ApiKeys>("api-keys"),
  localToken: token<LocalToken>("local-token"),
  /** Whose a token is; what was verified is remembered. */
  verified: token<(bearer: string) => Promise<Principal>>("verified"),
};
