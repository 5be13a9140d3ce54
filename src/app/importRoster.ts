import { reject } from "../domain/kernel/rejection.ts";
import { day } from "../domain/kernel/text.ts";
import { newCommandId } from "./ids.ts";
import { carryOut, type Made } from "./import/carryOut.ts";
import { compareRosters, type ListedRoster, readRoster } from "./import/compareRosters.ts";
import type { ImportOptions, ImportParts, ImportReport } from "./import/importTypes.ts";
import { type ImportPlan, planImport } from "./import/planImport.ts";
import { type Preferences, readPreferences } from "./import/readPreferences.ts";
import { rehearse } from "./import/rehearse.ts";
import { verifyImport } from "./import/verifyImport.ts";
import { whatIsKnown } from "./import/whatIsKnown.ts";
import type { Position } from "./ports/eventLog.ts";
import { TablesBehind } from "./ports/projections.ts";
import type { FileText } from "./ports/preferencesFiles.ts";
import type { FileOutcome } from "./ports/rosterFile.ts";
import { parseDocument } from "./preferences/document.ts";

/**
 * Turns a team's preferences file into events, and keeps the file from then on. What the log has already, by email and
 * queue name, is left as it is, so that an import that was interrupted is simply run again.
 * @throws {BadFile} {@link Rejection} before anything is changed; {@link FileUnwritable}
 */
export async function importRoster(parts: ImportParts, options: ImportOptions): Promise<ImportReport> {
  const older = options.compareWith === undefined ? null : readRoster(await documentAt(parts, options.compareWith));
  // A file that cannot be imported is refused before a rollback is undone for it.
  readPreferences(await documentAt(parts, options.path));
  const run = { parts, options, older };
  return options.dryRun ? dryRun(run) : parts.rosterFile.held(options.path, (adopt) => realRun(run, adopt));
}

type Run = { readonly parts: ImportParts; readonly options: ImportOptions; readonly older: ListedRoster | null };

const documentAt = async ({ files }: ImportParts, path: string) => parseDocument(path, (await files.read(path)).text);

async function dryRun(run: Run): Promise<ImportReport> {
  const { parts, options, older } = run;
  if (await parts.readModel.isRolledBack())
    reject("rolled-back", "The tables were rolled back: an import brings them back, but a dry run changes nothing.");
  const position = await parts.head();
  await caughtUp(parts, position);
  if ((await parts.rosterFile.status(options.path)).state === "behind") await parts.rosterFile.bringUp(options.path);
  const { preferences, plan } = await prepare(run, newCommandId());
  const made = {
    queuesOpened: plan.queues.length,
    membersRegistered: plan.registrations,
    assignmentsMade: plan.assignments,
  };
  return {
    ...summary(preferences, plan, { ...made, position }),
    dryRun: true,
    ...{ backup: null, backupMade: false, verified: false, verification: null, written: null },
    comparison: older && compareRosters(asListed(preferences), older),
  };
}

async function realRun(run: Run, adopt: () => Promise<FileOutcome>): Promise<ImportReport> {
  const { parts, options, older } = run;
  await parts.readModel.restore();
  const head = await parts.head();
  await caughtUp(parts, head);
  // What the file does not know yet must not look like a person's wish.
  if ((await parts.rosterFile.status(options.path)).state === "behind") await adopt();
  const correlationId = newCommandId();
  const { text, preferences, plan } = await prepare(run, correlationId);
  const backup = await backUp(run, text, plan);
  const made = await carryOut({ ...run, correlationId }, { plan, preferences, head });
  await caughtUp(parts, made.position);
  const written = await adopt();
  const verification = await verifyImport(parts.queries, preferences);
  return {
    ...summary(preferences, plan, made),
    dryRun: false,
    ...backup,
    verified: verification.differences.length === 0,
    verification,
    comparison: older && compareRosters(await asKept(parts, preferences.team), older),
    written,
  };
}

/** An import compares with the tables, so they must hold what the log does. @throws {TablesBehind} */
async function caughtUp({ projections }: ImportParts, to: Position): Promise<void> {
  const reached = await projections.catchUp(to);
  if (reached < to) throw new TablesBehind(to, reached);
}

/** Reads the file and plans; the plan has been decided upon when this returns, and nothing is changed. */
async function prepare({ parts, options }: Run, correlationId: string) {
  const { file, text } = await parts.files.read(options.path);
  const preferences = readPreferences(parseDocument(options.path, text));
  const assignedDate = day("on", options.assignedDate ?? "2025-01-01");
  const terms = { assignedDate, type: options.type ?? "primary", today: parts.today() } as const;
  const plan = planImport(preferences, await whatIsKnown(parts, preferences), terms);
  const context = { ...options.context, commandId: correlationId };
  await rehearse({ commands: parts.commands, context }, plan, preferences);
  return { text: { file, text }, preferences, plan };
}

/** Before the first event, unless the file is kept already and nothing will change. */
async function backUp({ parts, options }: Run, present: FileText, plan: ImportPlan) {
  const { state } = await parts.rosterFile.status(options.path);
  const before = await parts.files.copies(options.path, "backup");
  const kept = state === "current" || state === "ahead";
  if (kept && plan.queues.length + plan.members.length === 0)
    return { backup: before[0]?.path ?? null, backupMade: false };
  const backup = await parts.files.keep(present, "backup");
  return { backup, backupMade: before.every(({ path }) => path !== backup) };
}

const summary = ({ file, team }: Preferences, plan: ImportPlan, made: Made) => ({
  file,
  team,
  plan: [...plan.queues, ...plan.members].map((change) => change.summary),
  alreadyPresent: plan.alreadyPresent,
  ...made,
});

const asListed = ({ team, members }: Preferences): ListedRoster => ({
  team,
  members: members.map(({ name, email, assignments }) => ({
    ...{ name, email, active: true },
    queues: assignments.map(({ queue }) => queue),
  })),
});

async function asKept({ queries }: ImportParts, team: string): Promise<ListedRoster> {
  const members = await queries.roster({ team });
  return { team, members: members.map((row) => ({ ...row, queues: row.queues.map(({ queue }) => queue) })) };
}
