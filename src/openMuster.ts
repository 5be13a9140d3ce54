import { join } from "node:path";
import { sweepIntents } from "./app/guards/sweepIntents.ts";
import { type Muster, type Settled, TablesBehind } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { Progress } from "./app/ports/projections.ts";
import type { RosterPages } from "./app/ports/rosterPages.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { TicketQueries } from "./app/ports/tickets.ts";
import { refuseRolledBack, unlessRolledBack } from "./app/rolledBack.ts";
import { type VerificationParts, verify } from "./app/verification.ts";
import { Tokens, wire } from "./composition.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";
import { findHome, openHome } from "./infra/home.ts";
import { fileUseCases } from "./openFile.ts";

/** Where a program looks for what its settings leave open: the working directory and the environment's folders. */
export type Surroundings = { readonly workingDirectory: string; readonly environment: NodeJS.ProcessEnv };

type Parts = ReturnType<typeof wire>;

/**
 * Opens Muster in the home that the settings or the surroundings name: the database first, the rest when it is used.
 * @throws {HomeUnusable} {EmbeddedUnavailable} {MigrationRefused} and whatever the database says when it is unreachable
 */
export async function openMuster(config: Config, { workingDirectory, environment }: Surroundings): Promise<Muster> {
  const home = openHome(findHome({ ...environment, MUSTER_HOME: config.home }, workingDirectory));
  const parts = wire(config, home);
  try {
    const { url, embedded } = await parts.getAsync(Tokens.database);
    await parts.getAsync(Tokens.pool);
    return musterOver(parts, {
      home: home.path,
      homeChosenBy: home.rule,
      keyFile: config.keyFile ?? join(home.path, "keys.json"),
      databaseUrl: url,
      embedded,
      log: config.eventStoreUrl === undefined ? "postgres" : "eventstore",
    });
  } catch (error) {
    await parts.get(Tokens.resources).disposeAsync();
    throw error;
  }
}

const musterOver = (parts: Parts, whereabouts: Muster["whereabouts"]): Muster => ({
  whereabouts,
  clock: systemClock,
  commands: {
    handle: async (commands, context) => (await changing(parts)).handle(commands, context),
    plan: async (commands, context) => (await changing(parts)).plan(commands, context),
  },
  queries: reading(parts),
  tickets: noTickets,
  pages: paging(parts),
  answers: {
    begin: async (keyId, request) => (await parts.getAsync(Tokens.answers)).begin(keyId, request),
    finish: async (keyId, answer) => (await parts.getAsync(Tokens.answers)).finish(keyId, answer),
    release: async (keyId) => (await parts.getAsync(Tokens.answers)).release(keyId),
  },
  tickets: readingTickets(parts),
  async calendar() {
    const { timezone } = await parts.getAsync(Tokens.identity);
    return { timezone, today: () => systemClock.today(timezone) };
  },
  events: (after) => events(parts, after),
  settle: (position) => settle(parts, position),
  waitFor: async (position, timeoutMs) => (await parts.getAsync(Tokens.projections)).waitFor(position, timeoutMs),
  run: (signal, onProblem) => run(parts, signal, onProblem),
  rebuild: (progress) => rebuild(parts, progress),
  verify: async (progress) => verify(await verificationParts(parts), progress),
  status: () => status(parts),
  file: {
    path: () => parts.get(Tokens.homeFile).read(),
    status: async (path) => (await parts.getAsync(Tokens.rosterFile)).status(path),
    backup: async (path) => (await parts.get(Tokens.files).copies(path, "backup"))[0]?.path ?? null,
  },
  ...fileUseCases(parts),
  close: () => parts.get(Tokens.resources).disposeAsync(),
});

async function* events(parts: Parts, after: Position): ReturnType<Muster["events"]> {
  const [log, codec] = await Promise.all([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec)]);
  for await (const page of log.readAll(after)) yield await codec.decode(page);
}

async function rebuild(parts: Parts, progress: Progress | undefined): ReturnType<Muster["rebuild"]> {
  await (await parts.getAsync(Tokens.readModel)).restore();
  const rebuilt = await (await parts.getAsync(Tokens.projections)).rebuild(progress);
  await settle(parts, rebuilt.position);
  return rebuilt;
}

const verificationParts = async (parts: Parts): Promise<VerificationParts> => ({
  log: await parts.getAsync(Tokens.log),
  codec: await parts.getAsync(Tokens.codec),
  projections: await parts.getAsync(Tokens.projections),
  readModel: await parts.getAsync(Tokens.readModel),
  rosterFile: await parts.getAsync(Tokens.rosterFile),
  file: () => parts.get(Tokens.homeFile).read(),
});

async function changing(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  return parts.getAsync(Tokens.commands);
}

function reading(parts: Parts): RosterQueries {
  const read = async <T>(ask: (queries: RosterQueries) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await parts.getAsync(Tokens.queries)));
  return {
    roster: (filter) => read((queries) => queries.roster(filter)),
    contacts: (team) => read((queries) => queries.contacts(team)),
    member: (memberId) => read((queries) => queries.member(memberId)),
    findMembers: (reference) => read((queries) => queries.findMembers(reference)),
    queues: (filter) => read((queries) => queries.queues(filter)),
    findQueues: (reference) => read((queries) => queries.findQueues(reference)),
    coverage: () => read((queries) => queries.coverage()),
    history: (memberId) => read((queries) => queries.history(memberId)),
  };
}

function paging(parts: Parts): RosterPages {
  const read = async <T>(ask: (pages: RosterPages) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await parts.getAsync(Tokens.pages)));
  return {
    members: (...asked) => read((pages) => pages.members(...asked)),
    history: (...asked) => read((pages) => pages.history(...asked)),
    teams: (...asked) => read((pages) => pages.teams(...asked)),
    queues: (...asked) => read((pages) => pages.queues(...asked)),
    queueMembers: (...asked) => read((pages) => pages.queueMembers(...asked)),
    coverage: (...asked) => read((pages) => pages.coverage(...asked)),
    reports: (...asked) => read((pages) => pages.reports(...asked)),
    reportsOf: (...asked) => read((pages) => pages.reportsOf(...asked)),
    memberIds: (team) => read((pages) => pages.memberIds(team)),
    positionBefore: (instant) => read((pages) => pages.positionBefore(instant)),
  };
}

function readingTickets(parts: Parts): TicketQueries {
  const read = async <T>(ask: (tickets: TicketQueries) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await parts.getAsync(Tokens.tickets)));
  return {
    tickets: (scope, how) => read((tickets) => tickets.tickets(scope, how)),
    workloadByMember: (scope) => read((tickets) => tickets.workloadByMember(scope)),
    workloadByQueue: (team) => read((tickets) => tickets.workloadByQueue(team)),
    unassigned: (how) => read((tickets) => tickets.unassigned(how)),
    heldByLeavers: (how) => read((tickets) => tickets.heldByLeavers(how)),
  };
}

async function settle(parts: Parts, position: Position): Promise<Settled> {
  const projections = await parts.getAsync(Tokens.projections);
  const reached = await projections.catchUp(position);
  if (reached < position) throw new TablesBehind(position, reached);
  const file = await parts.get(Tokens.homeFile).read();
  if (file === undefined) return { position: reached, fileProblem: undefined };
  try {
    await (await parts.getAsync(Tokens.rosterFile)).bringUp(file);
    return { position: reached, fileProblem: undefined };
  } catch (error) {
    // The change is recorded and in the tables; that the file lags is told, and mended by whoever writes it next.
    return { position: reached, fileProblem: error instanceof Error ? error.message : String(error) };
  }
}

async function run(parts: Parts, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  const [projections, roster, guarded, codec] = await Promise.all([
    parts.getAsync(Tokens.projections),
    parts.getAsync(Tokens.rosterFile),
    parts.getAsync(Tokens.guarded),
    parts.getAsync(Tokens.codec),
  ]);
  await Promise.all([
    projections.run(signal),
    roster.run(() => parts.get(Tokens.homeFile).read(), signal, onProblem),
    guarded.log.atomic ? undefined : sweepIntents(guarded, (stored) => codec.decode(stored), signal),
  ]);
}

async function status(parts: Parts): ReturnType<Muster["status"]> {
  const rolledBack = await (await parts.getAsync(Tokens.readModel)).isRolledBack();
  const projections = await parts.getAsync(Tokens.projections);
  const [{ position, worker }, parked, log] = await Promise.all([
    projections.status(),
    projections.parked(),
    (await parts.getAsync(Tokens.log)).head(),
  ]);
  return { tables: position, log, worker, parked, rolledBack };
}
