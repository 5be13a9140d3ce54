import { eventFinder } from "./app/findEvents.ts";
import { finishWaiting } from "./app/guards/finishWaiting.ts";
import { sweepIntents } from "./app/guards/sweepIntents.ts";
import { isOutage } from "./app/outages.ts";
import { persevering } from "./app/fallback/persevering.ts";
import type { Muster, Settled } from "./app/muster.ts";
import type { AsOfReads } from "./app/ports/asOf.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { HeadSink } from "./app/ports/headSink.ts";
import type { KeySource } from "./app/ports/keySource.ts";
import { type Progress, TablesBehind } from "./app/ports/projections.ts";
import type { RosterPages } from "./app/ports/rosterPages.ts";
import type { RosterQueries } from "./app/ports/rosterQueries.ts";
import type { TicketQueries } from "./app/ports/tickets.ts";
import { teamOfFile } from "./app/preferences/teamOfFile.ts";
import { recall } from "./app/recall.ts";
import { refuseRolledBack, unlessRolledBack } from "./app/rolledBack.ts";
import { rotateKeys } from "./app/rotateKeys.ts";
import { type VerificationParts, verify } from "./app/verification.ts";
import { whatIf } from "./app/whatIf.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { wire } from "./composition/wire.ts";
import type { Config } from "./config.ts";
import { runScheduler } from "./app/scheduling/scheduler.ts";
import type { ScheduledChanges } from "./app/scheduling/scheduledChanges.ts";
import { systemClock } from "./infra/clock.ts";
import { findHome, openHome } from "./infra/home.ts";
import { attended } from "./attended.ts";
import { accessUseCases } from "./openAccess.ts";
import { landingUseCases } from "./openEvents.ts";
import { figureUseCases } from "./openFigures.ts";
import { fileUseCases, rosterOfFile } from "./openFile.ts";
import { healthUseCases } from "./openHealth.ts";
import { ledgerOf, ledgerUseCases } from "./openLedger.ts";
import { sheetUseCases } from "./openSheets.ts";

/**
 * Where a program looks for what its settings leave open: the working directory and the environment's folders.
 * `keySource` is for keys that lie neither in a file nor in the environment, `headSink` for another system that keeps signed
 * heads.
 */
export type Surroundings = {
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly keySource?: KeySource | undefined;
  readonly headSink?: HeadSink | undefined;
};

/**
 * What to do where the database is away: to refuse, or to open all the same. Then each use fails as long as it is away,
 * `fallback` answers what the file knows, and all works once it is back.
 */
export type Manner = { readonly away: "refuse" | "open" };

/**
 * Opens Muster in the home that the settings or the surroundings name: the database first, the rest when it is used.
 * @throws {HomeUnusable} {MigrationRefused}, and unless it opens all the same {EmbeddedUnavailable}, {TablesUnavailable}
 * and whatever the database says when it is unreachable
 */
export async function openMuster(
  config: Config,
  surroundings: Surroundings,
  { away }: Manner = { away: "refuse" },
): Promise<Muster> {
  const { workingDirectory, environment } = surroundings;
  const home = openHome(findHome({ ...environment, MUSTER_HOME: config.home }, workingDirectory));
  const parts = wire(config, home, surroundings);
  const pulse = parts.get(Tokens.pulse);
  let url = "";
  try {
    ({ url } = await pulse.during(() => parts.getAsync(Tokens.database)));
    await pulse.during(() => parts.getAsync(Tokens.pool));
  } catch (error) {
    if (away === "refuse" || !isOutage(error)) {
      await parts.get(Tokens.resources).disposeAsync();
      throw error;
    }
  }
  const whereabouts = {
    home: home.path,
    homeChosenBy: home.rule,
    keyFile: parts.get(Tokens.keySource).place,
    databaseUrl: url,
    embedded: config.databaseUrl === undefined,
    log: config.eventStoreUrl === undefined ? "postgres" : "eventstore",
  } as const;
  return attended(musterOver(parts, whereabouts), pulse);
}

const musterOver = (parts: Parts, whereabouts: Muster["whereabouts"]): Muster => ({
  whereabouts,
  clock: systemClock,
  commands: {
    handle: async (commands, context) => (await changing(parts)).handle(commands, context),
    plan: async (commands, context) => (await changing(parts)).plan(commands, context),
  },
  ...corrections(parts),
  ...reads(parts),
  ...repeating(parts),
  // No guard is named after a text that begins so.
  sign: async (text) => (await parts.getAsync(Tokens.guardKey)).hash(`\0signed ${text}`),
  async calendar() {
    const { timezone } = await parts.getAsync(Tokens.identity);
    return { timezone, today: () => systemClock.today(timezone) };
  },
  events: (after) => events(parts, after),
  findEvents: async (filter, part) =>
    eventFinder(await parts.getAsync(Tokens.log), await parts.getAsync(Tokens.codec))(filter, part),
  settle: (position) => settle(parts, position),
  waitFor: async (position, timeoutMs) => (await parts.getAsync(Tokens.projections)).waitFor(position, timeoutMs),
  whatIf: (events, context) => foreseen(parts, events, context),
  run: (signal, onProblem) => run(parts, signal, onProblem),
  rebuild: (progress) => rebuild(parts, progress),
  rotateKeys: async (actor) => rotateKeys(await parts.getAsync(Tokens.rotation), actor),
  verify: async (progress, from) => verify(await verificationParts(parts), { progress, from }),
  file: {
    path: () => parts.get(Tokens.homeFile).read(),
    team: async () => teamOfFile(parts.get(Tokens.files), await parts.get(Tokens.homeFile).read()),
    status: async (path) => (await parts.getAsync(Tokens.rosterFile)).status(path),
    backup: async (path) => (await parts.get(Tokens.files).copies(path, "backup"))[0]?.path ?? null,
  },
  ...fileUseCases(parts),
  ...ledgerUseCases(parts),
  ...{ ...healthUseCases(parts), ...sheetUseCases(parts), ...figureUseCases(parts), ...landingUseCases(parts) },
  fallback: () => rosterOfFile(parts),
  access: accessUseCases(parts, reading(parts)),
  close: () => parts.get(Tokens.resources).disposeAsync(),
});

/** What is taken back, and what is yet to come. */
const corrections = (parts: Parts): Pick<Muster, "undo" | "scheduled"> => ({
  undo: async (...asked) => (await changing(parts)).undo(...asked),
  scheduled: toCome(parts),
});

/** Applying waits while the tables are rolled back, as other changes are refused then. */
const toCome = (parts: Parts): ScheduledChanges => ({
  list: async () => (await parts.getAsync(Tokens.commands)).changes.list(),
  change: async (changeId) => (await parts.getAsync(Tokens.commands)).changes.change(changeId),
  foretold: async (until) => (await parts.getAsync(Tokens.commands)).changes.foretold(until),
  move: async (...asked) => (await changing(parts)).changes.move(...asked),
  cancel: async (...asked) => (await changing(parts)).changes.cancel(...asked),
  applyDue: async () =>
    (await (await parts.getAsync(Tokens.readModel)).isRolledBack())
      ? 0
      : (await parts.getAsync(Tokens.commands)).changes.applyDue(),
});

/** What makes a request safe to repeat. */
const repeating = (parts: Parts): Pick<Muster, "answers" | "recall"> => ({
  answers: {
    begin: async (keyId, request) => (await parts.getAsync(Tokens.answers)).begin(keyId, request),
    finish: async (keyId, kept) => (await parts.getAsync(Tokens.answers)).finish(keyId, kept),
    release: async (keyId) => (await parts.getAsync(Tokens.answers)).release(keyId),
  },
  recall: async (commandId) =>
    recall({ log: await parts.getAsync(Tokens.log), codec: await parts.getAsync(Tokens.codec) }, commandId),
});

async function* events(parts: Parts, after: Position): ReturnType<Muster["events"]> {
  const [log, codec] = await Promise.all([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec)]);
  for await (const page of log.readAll(after)) yield await codec.decode(page);
}

async function rebuild(parts: Parts, progress: Progress | undefined): ReturnType<Muster["rebuild"]> {
  await (await parts.getAsync(Tokens.readModel)).restore();
  const rebuilt = await (await parts.getAsync(Tokens.projections)).rebuild(progress);
  await (await parts.getAsync(Tokens.figures)).forget();
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
  ledger: await ledgerOf(parts),
  settle: (to) => settle(parts, to),
});

async function changing(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  return parts.getAsync(Tokens.commands);
}

const reads = (parts: Parts): Pick<Muster, "queries" | "tickets" | "pages" | "past"> => ({
  queries: reading(parts),
  tickets: readingTickets(parts),
  pages: paging(parts),
  past: lookingBack(parts),
});

function reading(parts: Parts, queries = () => parts.getAsync(Tokens.queries)): RosterQueries {
  const read = async <T>(ask: (queries: RosterQueries) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await queries()));
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

function paging(parts: Parts, pages = () => parts.getAsync(Tokens.pages)): RosterPages {
  const read = async <T>(ask: (pages: RosterPages) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await pages()));
  return {
    members: (...asked) => read((pages) => pages.members(...asked)),
    history: (...asked) => read((pages) => pages.history(...asked)),
    teams: (...asked) => read((pages) => pages.teams(...asked)),
    queues: (...asked) => read((pages) => pages.queues(...asked)),
    queue: (queueId) => read((pages) => pages.queue(queueId)),
    queueMembers: (...asked) => read((pages) => pages.queueMembers(...asked)),
    coverage: (...asked) => read((pages) => pages.coverage(...asked)),
    reports: (...asked) => read((pages) => pages.reports(...asked)),
    reportsOf: (...asked) => read((pages) => pages.reportsOf(...asked)),
    memberIds: (team) => read((pages) => pages.memberIds(team)),
    positionBefore: (instant) => read((pages) => pages.positionBefore(instant)),
  };
}

function lookingBack(parts: Parts): AsOfReads {
  const past = () => parts.getAsync(Tokens.past);
  const read = async <T>(ask: (past: AsOfReads) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await past()));
  return {
    positionAt: (instant) => read((each) => each.positionAt(instant)),
    newest: () => read((each) => each.newest()),
    recordedBy: (position) => read((each) => each.recordedBy(position)),
    at: (point) => ({
      queries: reading(parts, async () => (await past()).at(point).queries),
      pages: paging(parts, async () => (await past()).at(point).pages),
      sheets: { members: (filter) => read((each) => each.at(point).sheets.members(filter)) },
    }),
  };
}

function readingTickets(parts: Parts): TicketQueries {
  const read = async <T>(ask: (tickets: TicketQueries) => Promise<T>): Promise<T> =>
    unlessRolledBack(await parts.getAsync(Tokens.readModel), async () => ask(await parts.getAsync(Tokens.tickets)));
  return {
    tickets: (scope, slice) => read((tickets) => tickets.tickets(scope, slice)),
    workloadByMember: (scope) => read((tickets) => tickets.workloadByMember(scope)),
    workloadByQueue: (team) => read((tickets) => tickets.workloadByQueue(team)),
    unassigned: (slice) => read((tickets) => tickets.unassigned(slice)),
    heldByLeavers: (slice) => read((tickets) => tickets.heldByLeavers(slice)),
  };
}

async function settle(parts: Parts, asked: Position): Promise<Settled> {
  const projections = await parts.getAsync(Tokens.projections);
  (await parts.getAsync(Tokens.ledger)).keeper.soon();
  const position = await withWaiting(parts, asked);
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

/** Who projects follows the log and settles what waits in it; without one it is for whoever reads. */
async function withWaiting(parts: Parts, position: Position): Promise<Position> {
  const [guarded, codec] = await Promise.all([parts.getAsync(Tokens.guarded), parts.getAsync(Tokens.codec)]);
  if (guarded.log.atomic) return position;
  const tables = await (await parts.getAsync(Tokens.projections)).status();
  if (tables.worker !== null || tables.position >= position) return position;
  return finishWaiting(guarded, (stored) => codec.decode(stored), tables.position);
}

/** The tables are brought to where the log stands, as far as they come in a while: a decision saw all of it. */
async function foreseen(
  parts: Parts,
  ...[events, context]: Parameters<Muster["whatIf"]>
): ReturnType<Muster["whatIf"]> {
  const [projections, queries] = [await parts.getAsync(Tokens.projections), reading(parts)];
  const head = await (await parts.getAsync(Tokens.log)).head();
  const reached = await projections.catchUp(head, 2_000);
  if (reached < head) throw new TablesBehind(head, reached);
  const seen = { foresee: projections.foresee, coverage: () => queries.coverage(), now: systemClock.now };
  return whatIf(seen, events, context);
}

/** Begins once the database is there, and goes on through every outage. */
async function run(parts: Parts, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
  const pulse = parts.get(Tokens.pulse);
  pulse.keep(signal);
  const begun = await persevering(() => pulse.during(() => workers(parts)), { signal, onProblem });
  if (!begun) return;
  const [projections, roster, inUse, guarded, codec, ledger, figures] = begun;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const sweep = () => sweepIntents(guarded, (stored) => codec.decode(stored), until);
  const work = [
    projections.run(until, onProblem),
    ledger.keeper.run(until, onProblem),
    roster.run(() => parts.get(Tokens.homeFile).read(), until, onProblem),
    inUse.watch(until),
    schedule(parts, until, onProblem),
    figures.follow(until),
    ...(guarded.log.atomic ? [] : [persevering(sweep, { signal: until, onProblem })]),
  ];
  // What fails ends the others, so that nothing is at work once this has ended.
  await Promise.allSettled(work.map((each) => each.catch(() => stop.abort())));
  await Promise.all(work);
}

async function schedule(parts: Parts, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
  const [elect, { timezone }] = [await parts.getAsync(Tokens.electScheduler), await parts.getAsync(Tokens.identity)];
  await runScheduler({ changes: toCome(parts), elect, clock: systemClock, timezone }, signal, onProblem);
}

async function workers(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  return Promise.all([
    parts.getAsync(Tokens.projections),
    parts.getAsync(Tokens.rosterFile),
    parts.getAsync(Tokens.keysInUse),
    parts.getAsync(Tokens.guarded),
    parts.getAsync(Tokens.codec),
    parts.getAsync(Tokens.ledger),
    parts.getAsync(Tokens.figures),
  ]);
}
