import { type ExportParts, exportTeam } from "./app/exportTeam.ts";
import type { ImportParts } from "./app/import/importTypes.ts";
import { importRoster } from "./app/importRoster.ts";
import type { Muster } from "./app/muster.ts";
import { readFallback } from "./app/preferences/readFallback.ts";
import { rollback } from "./app/rollback.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** The use cases around the preferences file that a home keeps. */
export const fileUseCases = (parts: Parts): Pick<Muster, "importRoster" | "rollback" | "exportTeam"> => ({
  async importRoster(options) {
    const report = await importRoster(await importParts(parts), options);
    if (!report.dryRun) await parts.get(Tokens.homeFile).write(report.file);
    return report;
  },
  async rollback() {
    const { logId } = await parts.getAsync(Tokens.identity);
    const rosterFile = await parts.getAsync(Tokens.rosterFile);
    const readModel = await parts.getAsync(Tokens.readModel);
    const kept = await parts.get(Tokens.homeFile).read();
    return rollback({ files: parts.get(Tokens.files), rosterFile, readModel, log: logId }, kept);
  },
  exportTeam: async (team) => exportTeam(await exportParts(parts), team),
});

async function importParts(parts: Parts): Promise<ImportParts> {
  const log = await parts.getAsync(Tokens.log);
  const { timezone } = await parts.getAsync(Tokens.identity);
  return {
    files: parts.get(Tokens.files),
    rosterFile: await parts.getAsync(Tokens.rosterFile),
    commands: await parts.getAsync(Tokens.commands),
    queries: await parts.getAsync(Tokens.queries),
    projections: await parts.getAsync(Tokens.projections),
    readModel: await parts.getAsync(Tokens.readModel),
    guardKey: await parts.getAsync(Tokens.guardKey),
    head: () => log.head(),
    today: () => systemClock.today(timezone),
  };
}

async function exportParts(parts: Parts): Promise<ExportParts> {
  const { logId } = await parts.getAsync(Tokens.identity);
  const rosterFile = await parts.getAsync(Tokens.rosterFile);
  const kept = await parts.get(Tokens.homeFile).read();
  return {
    snapshots: await parts.getAsync(Tokens.snapshots),
    queries: await parts.getAsync(Tokens.queries),
    log: logId,
    fileTeam: async () => (kept === undefined ? undefined : (await rosterFile.status(kept)).team),
    now: systemClock.now,
  };
}

/** The team as the kept file has it; no database is asked. @throws {BadFile} */
export async function rosterOfFile(parts: Parts): ReturnType<Muster["fallback"]> {
  const kept = await parts.get(Tokens.homeFile).read();
  return kept === undefined ? undefined : readFallback(parts.get(Tokens.files), kept, systemClock.now());
}
