import "reflect-metadata";
import { join } from "node:path";
import { Container, type ServiceIdentifier } from "inversify";
import type { Pool } from "pg";
import type { LocalToken } from "./app/access/localToken.ts";
import type { Principal } from "./app/access/principal.ts";
import { eventCodec, type EventCodec } from "./app/codec/eventCodec.ts";
import { type CommandHandler, commandHandler } from "./app/commandHandler.ts";
import { commit, settlePending } from "./app/guards/commit.ts";
import type { Guarded } from "./app/guards/settle.ts";
import { type LogIdentity, openedLog, openLog, refuseOtherKey } from "./app/openLog.ts";
import type { Answers } from "./app/ports/answers.ts";
import type { DataKeys } from "./app/ports/dataKeys.ts";
import type { ApiKeys } from "./app/ports/apiKeys.ts";
import type { EventLog } from "./app/ports/eventLog.ts";
import { encodeGuard } from "./app/guards/encodeGuard.ts";
import { type KeysInUse, keysInUse, withConfirmedKeys } from "./app/keys/keysInUse.ts";
import type { GuardKey } from "./app/ports/guardKey.ts";
import { type Keys, type KeySource, RotationUnfinished } from "./app/ports/keySource.ts";
import type { LogUse } from "./app/ports/logUse.ts";
import type { PreferencesFiles } from "./app/ports/preferencesFiles.ts";
import type { Projections } from "./app/ports/projections.ts";
import type { ReadModel } from "./app/ports/readModel.ts";
import type { RosterFile } from "./app/ports/rosterFile.ts";
import type { RosterPages } from "./app/ports/rosterPages.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { RosterSnapshots } from "./app/ports/rosterSnapshot.ts";
import type { RotationParts } from "./app/rotateKeys.ts";
import { sealedAnswers } from "./app/sealedAnswers.ts";
import { teamOfFile } from "./app/preferences/teamOfFile.ts";
import { unlessRolledBack } from "./app/rolledBack.ts";
import { type ReadStreamFrom, streamReader } from "./app/streamReader.ts";
import type { Config } from "./config.ts";
import { tokenFile } from "./infra/access/tokenFile.ts";
import { systemClock } from "./infra/clock.ts";
import { guardKey } from "./infra/crypto/guardKey.ts";
import { keyEnvironment } from "./infra/crypto/keyEnvironment.ts";
import { keyFile } from "./infra/crypto/keyFile.ts";
import { makeKeys, parseKeyText } from "./infra/crypto/keyText.ts";
import { keyWrapping } from "./infra/crypto/keyWrapping.ts";
import { aesSealing } from "./infra/crypto/sealing.ts";
import { attachEmbedded } from "./infra/embedded/attach.ts";
import { machineId } from "./infra/files/machineId.ts";
import { preferencesFiles } from "./infra/files/preferencesFiles.ts";
import { rosterFile } from "./infra/files/rosterFile.ts";
import type { Home } from "./infra/home.ts";
import { type HomeFile, homeFile } from "./infra/homeFile.ts";
import { postgresAnswers } from "./infra/postgres/answers.ts";
import { postgresApiKeys } from "./infra/postgres/apiKeys.ts";
import { postgresDataKeys } from "./infra/postgres/dataKeys.ts";
import { postgresEventLog } from "./infra/postgres/eventLog.ts";
import { postgresFileLocks } from "./infra/postgres/fileLocks.ts";
import { postgresLogUse } from "./infra/postgres/logUse.ts";
import { postgresMigrations } from "./infra/postgres/migrations.ts";
import { openPool } from "./infra/postgres/pool.ts";
import { postgresProjections } from "./infra/postgres/projector/projections.ts";
import { postgresReadModel, prepareSchema } from "./infra/postgres/readModel.ts";
import { postgresRosterPages } from "./infra/postgres/rosterPages.ts";
import { type TableReads, tableReads } from "./infra/postgres/rosterPool.ts";
import { postgresRosterQueries } from "./infra/postgres/rosterQueries.ts";
import { postgresRosterSnapshots } from "./infra/postgres/rosterSnapshot.ts";
import { postgresWrappedKeys } from "./infra/postgres/wrappedKeys.ts";
import { verifiedTokens } from "./verifiedTokens.ts";

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
  keySource: token<KeySource>("key-source"),
  logUse: token<LogUse>("log-use"),
  /** Read once this process keeps rotations away. */
  keys: token<Keys>("keys"),
  keysInUse: token<KeysInUse>("keys-in-use"),
  rotation: token<RotationParts>("rotation"),
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
  homeFile: token<HomeFile>("home-file"),
  files: token<PreferencesFiles>("files"),
  snapshots: token<RosterSnapshots>("snapshots"),
  rosterFile: token<RosterFile>("roster-file"),
  apiKeys: token<ApiKeys>("api-keys"),
  localToken: token<LocalToken>("local-token"),
  /** Whose a token is; what was verified is remembered. */
  verified: token<(bearer: string) => Promise<Principal>>("verified"),
};

/**
 * The only file that knows which adapter serves which port. Each part is made when it is first asked for with
 * `getAsync`; `resources` ends what was opened, the newest first.
 */
export function wire(config: Config, home: Home, keySource?: KeySource): Container {
  const container = new Container({ defaultScope: "Singleton" });
  container.bind(Tokens.config).toConstantValue(config);
  container.bind(Tokens.home).toConstantValue(home);
  container.bind(Tokens.resources).toConstantValue(new AsyncDisposableStack());
  wirePostgres(container);
  container.bind(Tokens.keySource).toConstantValue(keySource ?? keySourceOf(config, home));
  wireKeys(container);
  wireLog(container);
  wireUseCases(container);
  wireFile(container);
  wireAccess(container);
  return container;
}

function wirePostgres(container: Container): void {
  const { config, home, resources, database, pool, readModel, queries, pages } = Tokens;
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
}

function keySourceOf({ keys, keyFile: file }: Config, { path }: Home): KeySource {
  const given = keys === undefined ? undefined : parseKeyText(keys);
  return given ? keyEnvironment(given, join(path, "rotated-keys.json")) : keyFile(file ?? join(path, "keys.json"));
}

const dataKeysWith = ({ wrappingKey }: Keys, pool: Pool): DataKeys => postgresDataKeys(pool, keyWrapping(wrappingKey));

function wireKeys(container: Container): void {
  const { pool, resources, keySource, logUse, keys, guardKey: guard, read, log, rotation } = Tokens;
  container
    .bind(logUse)
    .toResolvedValue((open, opened) => opened.adopt(postgresLogUse(open), (use) => use.close()), [pool, resources]);
  container.bind(keys).toResolvedValue(
    async (source, use) => {
      await use.share();
      const { present, next } = await source.read();
      if (next) throw new RotationUnfinished(source.place);
      return present;
    },
    [keySource, logUse],
  );
  container.bind(guard).toResolvedValue((known) => guardKey(known.guardKey), [keys]);
  container.bind(Tokens.keysInUse).toResolvedValue(
    (use, reader, key) =>
      keysInUse(use, async () => {
        const opened = await openedLog(reader);
        if (opened) refuseOtherKey(opened, key);
      }),
    [logUse, read, guard],
  );
  container.bind(rotation).toResolvedValue(
    (open, events, source, use) => ({
      ...{ log: events, source, use, clock: systemClock, makeKeys },
      wrapped: postgresWrappedKeys(open),
      keyed: (known) => ({
        codec: eventCodec(aesSealing, dataKeysWith(known, open)),
        guardKey: guardKey(known.guardKey),
      }),
    }),
    [pool, log, keySource, logUse],
  );
}

function wireLog(container: Container): void {
  const { config, resources, pool, keys, guardKey: guard, dataKeys, codec, log, guarded, read, identity } = Tokens;
  container.bind(dataKeys).toResolvedValue(dataKeysWith, [keys, pool]);
  container.bind(codec).toResolvedValue((known) => eventCodec(aesSealing, known), [dataKeys]);
  container
    .bind(log)
    .toResolvedValue(
      async (settings, open, opened) => opened.adopt(await openEventLog(settings, open), (each) => each.close()),
      [config, pool, resources],
    );
  container
    .bind(guarded)
    .toResolvedValue((open, known) => ({ log: open, encodeGuard: encodeGuard(known, systemClock) }), [log, codec]);
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
async function openEventLog({ eventStoreUrl, log }: Config, pool: Pool): Promise<EventLog> {
  if (eventStoreUrl === undefined) return postgresEventLog(pool);
  const { eventStoreEventLog } = await import("./infra/eventstore/eventLog.ts");
  return eventStoreEventLog(eventStoreUrl, log);
}

function wireUseCases(container: Container): void {
  const { log, codec, read, guardKey: guard, guarded, identity, commands, pool, projections, resources } = Tokens;
  const { answers, dataKeys } = Tokens;
  container
    .bind(answers)
    .toResolvedValue((open, known) => sealedAnswers(postgresAnswers(open), aesSealing, known), [pool, dataKeys]);
  container.bind(commands).toResolvedValue(
    (open, known, reader, key, intents, inUse, { timezone }) =>
      withConfirmedKeys(
        commandHandler({
          ...{ log: open, codec: known, read: reader, guardKey: key, clock: systemClock, timezone },
          commit: async (writes) => {
            await inUse.confirm();
            return commit(intents, writes, systemClock.now());
          },
        }),
        inUse,
      ),
    [log, codec, read, guard, guarded, Tokens.keysInUse, identity],
  );
  // Most reads find the tables up to date, and so need no keys.
  const known = () => container.getAsync(codec);
  container
    .bind(projections)
    .toResolvedValue(
      (open, events, opened) =>
        opened.adopt(
          postgresProjections({ pool: open, log: events, decode: async (stored) => (await known()).decode(stored) }),
          (each) => each.close(),
        ),
      [pool, log, resources],
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

function wireAccess(container: Container): void {
  const { config, home, pool, readModel, queries, homeFile: file, files, apiKeys, localToken, verified } = Tokens;
  container.bind(apiKeys).toResolvedValue(postgresApiKeys, [pool]);
  container.bind(localToken).toResolvedValue(({ path }) => tokenFile(join(path, "token")), [home]);
  container.bind(verified).toResolvedValue(
    (settings, ...[keys, local, tables, reads, kept, onDisk]) =>
      verifiedTokens(settings, {
        ...{ keys, local },
        findMembers: (email) => unlessRolledBack(tables, () => reads.findMembers(email)),
        homeTeam: async () => teamOfFile(onDisk, await kept.read()),
      }),
    [config, apiKeys, localToken, readModel, queries, file, files],
  );
}
