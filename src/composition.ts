import "reflect-metadata";
import { join } from "node:path";
import { Container, type ServiceIdentifier } from "inversify";
import type { Pool } from "pg";
import { eventCodec, type EventCodec } from "./app/codec/eventCodec.ts";
import { type CommandHandler, commandHandler } from "./app/commandHandler.ts";
import { commit, settlePending } from "./app/guards/commit.ts";
import type { Guarded } from "./app/guards/settle.ts";
import { deriveId } from "./app/ids.ts";
import { type LogIdentity, openLog } from "./app/openLog.ts";
import type { Answers } from "./app/ports/answers.ts";
import type { DataKeys } from "./app/ports/dataKeys.ts";
import type { EventLog } from "./app/ports/eventLog.ts";
import type { GuardKey } from "./app/ports/guardKey.ts";
import type { PreferencesFiles } from "./app/ports/preferencesFiles.ts";
import type { Projections } from "./app/ports/projections.ts";
import type { ReadModel } from "./app/ports/readModel.ts";
import type { RosterFile } from "./app/ports/rosterFile.ts";
import type { RosterPages } from "./app/ports/rosterPages.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { RosterSnapshots } from "./app/ports/rosterSnapshot.ts";
import { sealedAnswers } from "./app/sealedAnswers.ts";
import type { TicketQueries } from "./app/ports/tickets.ts";
import { type ReadStreamFrom, streamReader } from "./app/streamReader.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";
import { guardKey } from "./infra/crypto/guardKey.ts";
import { type Keys, openKeyFile } from "./infra/crypto/keyFile.ts";
import { keyWrapping } from "./infra/crypto/keyWrapping.ts";
import { aesSealing } from "./infra/crypto/sealing.ts";
import { attachEmbedded } from "./infra/embedded/attach.ts";
import { machineId } from "./infra/files/machineId.ts";
import { preferencesFiles } from "./infra/files/preferencesFiles.ts";
import { rosterFile } from "./infra/files/rosterFile.ts";
import type { Home } from "./infra/home.ts";
import { type HomeFile, homeFile } from "./infra/homeFile.ts";
import { postgresAnswers } from "./infra/postgres/answers.ts";
import { postgresDataKeys } from "./infra/postgres/dataKeys.ts";
import { postgresEventLog } from "./infra/postgres/eventLog.ts";
import { postgresFileLocks } from "./infra/postgres/fileLocks.ts";
import { postgresMigrations } from "./infra/postgres/migrations.ts";
import { openPool } from "./infra/postgres/pool.ts";
import { postgresProjections } from "./infra/postgres/projector/projections.ts";
import { postgresReadModel, prepareSchema } from "./infra/postgres/readModel.ts";
import { postgresRosterPages } from "./infra/postgres/rosterPages.ts";
import { type TableReads, tableReads } from "./infra/postgres/rosterPool.ts";
import { postgresRosterQueries } from "./infra/postgres/rosterQueries.ts";
import { postgresRosterSnapshots } from "./infra/postgres/rosterSnapshot.ts";
import { postgresTicketQueries } from "./infra/postgres/tickets/ticketQueries.ts";

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`muster.${name}`);

/** A database as it was reached; `embedded` is Muster's own. */
export type Database = { readonly url: string; readonly embedded: boolean };

export const Tokens = {
  config: token<Config>("config"),
  home: token<Home>("home"),
  resources: token<AsyncDisposableStack>("resources"),
  database: token<Database>("database"),
  /** Connections to the database, its schema up to date. */
  pool: token<Pool>("pool"),
  readModel: token<ReadModel>("read-model"),
  keys: token<Keys>("keys"),
  guardKey: token<GuardKey>("guard-key"),
  dataKeys: token<DataKeys>("data-keys"),
  codec: token<EventCodec>("codec"),
  log: token<EventLog>("log"),
  guarded: token<Guarded>("guarded"),
  read: token<ReadStreamFrom>("read"),
  identity: token<LogIdentity>("identity"),
  commands: token<CommandHandler>("commands"),
  projections: token<Projections>("projections"),
  queries: token<RosterQueries>("queries"),
  pages: token<RosterPages>("pages"),
  answers: token<Answers>("answers"),
  tickets: token<TicketQueries>("tickets"),
  homeFile: token<HomeFile>("home-file"),
  files: token<PreferencesFiles>("files"),
  snapshots: token<RosterSnapshots>("snapshots"),
  rosterFile: token<RosterFile>("roster-file"),
};

/**
 * The only file that knows which adapter serves which port. Each part is made when it is first asked for with
 * `getAsync`; `resources` ends what was opened, the newest first.
 */
export function wire(config: Config, home: Home): Container {
  const container = new Container({ defaultScope: "Singleton" });
  container.bind(Tokens.config).toConstantValue(config);
  container.bind(Tokens.home).toConstantValue(home);
  container.bind(Tokens.resources).toConstantValue(new AsyncDisposableStack());
  wirePostgres(container);
  wireLog(container);
  wireUseCases(container);
  wireFile(container);
  return container;
}

function wirePostgres(container: Container): void {
  const { config, database, home, pages, pool, queries, readModel, resources, tickets } = Tokens;
  const rawPool = token<Pool>("raw-pool");
  const reads = token<TableReads>("reads");
  container.bind(database).toResolvedValue(
    async ({ databaseUrl }, { path }, opened) => {
      if (databaseUrl !== undefined) return { url: databaseUrl, embedded: false };
      const attachment = await attachEmbedded(path);
      opened.defer(() => attachment.leave());
      return { url: attachment.url, embedded: true };
    },
    [config, home, resources],
  );
  container
    .bind(rawPool)
    .toResolvedValue(({ url }, opened) => opened.adopt(openPool(url), (open) => open.end()), [database, resources]);
  container.bind(readModel).toResolvedValue((open) => postgresReadModel(open, postgresMigrations(open)), [rawPool]);
  container.bind(pool).toResolvedValue(
    async (open, tables) => {
      await prepareSchema(postgresMigrations(open), tables);
      return open;
    },
    [rawPool, readModel],
  );
  container
    .bind(reads)
    .toResolvedValue((open, opened) => opened.adopt(tableReads(open), (each) => each.close()), [pool, resources]);
  container.bind(queries).toResolvedValue(postgresRosterQueries, [pool, reads]);
  container.bind(pages).toResolvedValue(postgresRosterPages, [reads]);
  container
    .bind(tickets)
    .toResolvedValue(
      (open, opened, settings) => opened.adopt(postgresTicketQueries(open, settings.tickets), (reads) => reads.close()),
      [pool, resources, config],
    );
  container
    .bind(queries)
    .toResolvedValue(
      (open, opened) => opened.adopt(postgresRosterQueries(open), (reads) => reads.close()),
      [pool, resources],
    );
}

function wireLog(container: Container): void {
  const { config, home, resources, pool, keys, guardKey: guard, dataKeys, codec, log } = Tokens;
  const { guarded, read, identity } = Tokens;
  container
    .bind(keys)
    .toResolvedValue(({ keyFile }, { path }) => openKeyFile(keyFile ?? join(path, "keys.json")), [config, home]);
  container.bind(guard).toResolvedValue((known) => guardKey(known.guardKey), [keys]);
  container
    .bind(dataKeys)
    .toResolvedValue((known, open) => postgresDataKeys(open, keyWrapping(known.wrappingKey)), [keys, pool]);
  container.bind(codec).toResolvedValue((known) => eventCodec(aesSealing, known), [dataKeys]);
  container
    .bind(log)
    .toResolvedValue(
      (settings, open, opened) => opened.adopt(openEventLog(settings, open), (each) => each.close()),
      [config, pool, resources],
    );
  container
    .bind(guarded)
    .toResolvedValue((open, known) => ({ log: open, encodeGuard: encodeGuard(known) }), [log, codec]);
  container
    .bind(read)
    .toResolvedValue(
      (open, known, intents) => streamReader(open, known, (events) => settlePending(intents, events)),
      [log, codec, guarded],
    );
  container
    .bind(identity)
    .toResolvedValue(
      ({ timezone }, ...[open, known, reader, key]) =>
        openLog(
          { log: open, codec: known, read: reader, guardKey: key, clock: systemClock },
          timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
          timezone !== undefined,
        ),
      [config, log, codec, read, guard],
    );
}

/** The client of EventStoreDB is loaded by those alone who use it: it takes longer than most commands. */
function openEventLog({ eventStoreUrl, log }: Config, pool: Pool): EventLog {
  if (eventStoreUrl === undefined) return postgresEventLog(pool);
  throw new Error(`EVENTSTORE_URL is set (${log}), and its adapter is not there yet.`);
}

const encodeGuard =
  (codec: EventCodec): Guarded["encodeGuard"] =>
  async (event, eventId) => {
    const commandId = deriveId("bookkeeping", eventId);
    const origin = {
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: { issuer: "muster", subject: "log" },
    };
    const effectiveOn = systemClock.today("UTC");
    const [encoded] = await codec.encode([{ event: { ...event, effectiveOn }, eventId, origin }]);
    if (!encoded) throw new Error("The codec answered nothing for an event.");
    return encoded;
  };

function wireUseCases(container: Container): void {
  const { log, codec, read, guardKey: guard, guarded, identity, commands, pool, projections, resources } = Tokens;
  const { answers, dataKeys } = Tokens;
  container
    .bind(answers)
    .toResolvedValue((open, known) => sealedAnswers(postgresAnswers(open), aesSealing, known), [pool, dataKeys]);
  container.bind(commands).toResolvedValue(
    (open, known, reader, key, intents, { timezone }) =>
      commandHandler({
        ...{ log: open, codec: known, read: reader, guardKey: key, clock: systemClock, timezone },
        commit: (writes) => commit(intents, writes, systemClock.now()),
      }),
    [log, codec, read, guard, guarded, identity],
  );
  container
    .bind(projections)
    .toResolvedValue(
      (open, events, known, opened) =>
        opened.adopt(
          postgresProjections({ pool: open, log: events, decode: (stored) => known.decode(stored) }),
          (each) => each.close(),
        ),
      [pool, log, codec, resources],
    );
}

function wireFile(container: Container): void {
  const { config, home, pool, projections, identity, homeFile: file, files, snapshots, rosterFile: roster } = Tokens;
  container.bind(file).toResolvedValue(({ path }, settings) => homeFile(path, settings.file), [home, config]);
  container.bind(files).toResolvedValue(() => preferencesFiles(systemClock.now));
  container.bind(snapshots).toResolvedValue(postgresRosterSnapshots, [pool]);
  container.bind(roster).toResolvedValue(
    (open, ...[tables, { logId }, onDisk, reads]) =>
      rosterFile({
        files: onDisk,
        snapshots: reads,
        locks: postgresFileLocks(open, machineId()),
        waitFor: (position, timeoutMs) => tables.waitFor(position, timeoutMs),
        log: logId,
        now: systemClock.now,
      }),
    [pool, projections, identity, files, snapshots],
  );
}
