import { eventFinder } from "./app/findEvents.ts";
import { isOutage } from "./app/outages.ts";
import type { Muster } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { DestroyedKeys } from "./app/ports/keyDestruction.ts";
import type { HeadSink } from "./app/ports/headSink.ts";
import type { KeySource } from "./app/ports/keySource.ts";
import type { Progress } from "./app/ports/projections.ts";
import { teamOfFile } from "./app/preferences/teamOfFile.ts";
import { recall } from "./app/recall.ts";
import { rotateKeys } from "./app/rotateKeys.ts";
import { type VerificationParts, verify } from "./app/verification.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { wire } from "./composition/wire.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";
import { findHome, openHome } from "./infra/home.ts";
import { attended } from "./attended.ts";
import { accessUseCases } from "./openAccess.ts";
import { changeUseCases } from "./openChanges.ts";
import { erasureUseCases, forget, isToForget } from "./openErasure.ts";
import { landingUseCases } from "./openEvents.ts";
import { figureUseCases } from "./openFigures.ts";
import { foresightUseCases } from "./openForesight.ts";
import { fileUseCases, rosterOfFile } from "./openFile.ts";
import { healthUseCases } from "./openHealth.ts";
import { ledgerOf, ledgerUseCases } from "./openLedger.ts";
import { readUseCases, rosterReads } from "./openReads.ts";
import { recordedReadUseCases } from "./openRecordedReads.ts";
import { rehearsalUseCases } from "./openRehearsal.ts";
import { retentionUseCases } from "./openRetention.ts";
import { run } from "./openRunning.ts";
import { settle, settlingUseCases } from "./openSettling.ts";

/**
 * Where a program looks for what its settings leave open: the working directory and the environment's folders.
 * `keySource` is for keys that lie neither in a file nor in the environment, `headSink` for another system that keeps signed
 * heads, `destroyedKeys` for one that keeps which keys were destroyed.
 */
export type Surroundings = {
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly keySource?: KeySource | undefined;
  readonly headSink?: HeadSink | undefined;
  readonly destroyedKeys?: DestroyedKeys | undefined;
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
    if (await isToForget(parts)) await pulse.during(() => forget(parts));
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
  ...changeUseCases(parts),
  ...{ ...readUseCases(parts), ...foresightUseCases(parts), ...erasureUseCases(parts) },
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
  ...settlingUseCases(parts),
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
  ...{ ...ledgerUseCases(parts), ...retentionUseCases(parts), ...recordedReadUseCases(parts) },
  ...{ ...healthUseCases(parts), ...rehearsalUseCases(parts), ...figureUseCases(parts), ...landingUseCases(parts) },
  fallback: () => rosterOfFile(parts),
  access: accessUseCases(parts, rosterReads(parts)),
  close: () => parts.get(Tokens.resources).disposeAsync(),
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
