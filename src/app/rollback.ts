import type { FileChange, FileText, PreferencesFiles } from "./ports/preferencesFiles.ts";
import type { ReadModel } from "./ports/readModel.ts";
import type { RosterFile } from "./ports/rosterFile.ts";
import { parseDocument } from "./preferences/document.ts";
import { BadFile } from "./preferences/failures.ts";
import { readOwned } from "./preferences/ownedKeys.ts";
import { restoreOwned } from "./preferences/restoreOwned.ts";

/** `log` is the id of the log whose tables are rolled back. */
export type RollbackParts = {
  readonly files: PreferencesFiles;
  readonly rosterFile: Pick<RosterFile, "held">;
  readonly readModel: ReadModel;
  readonly log: string;
};

/**
 * What a rollback did.
 * @property file `restored` from the backup; `untouched` where there is none, or Muster does not keep it (any more)
 * @property keptAside the copy that keeps what a person had written over the owned keys
 * @property tables `dropped` now, or `gone` before
 */
export type RollbackReport = {
  readonly file: "restored" | "untouched";
  readonly backup: string | null;
  readonly keptAside: string | null;
  readonly tables: "dropped" | "gone";
};

/**
 * Gives the file its original values back, and drops the read tables; the log stays. The file comes first, so that a
 * disk that does not take it leaves all as it was.
 * @param path the file that Muster keeps, if any
 * @throws {BadFile} where there is no backup to restore it from; {@link FileUnwritable}
 */
export async function rollback(parts: RollbackParts, path: string | undefined): Promise<RollbackReport> {
  if (path === undefined) return { file: "untouched", backup: null, keptAside: null, tables: await drop(parts) };
  // Held, so that no projector writes the file anew before the tables are gone.
  return parts.rosterFile.held(path, async () => {
    const file = await restoreFile(parts, path);
    return { ...file, tables: await drop(parts) };
  });
}

async function drop({ readModel }: RollbackParts): Promise<RollbackReport["tables"]> {
  const gone = await readModel.isRolledBack();
  // Even then: a crash may have come between its steps.
  await readModel.rollBack();
  return gone ? "gone" : "dropped";
}

async function restoreFile(parts: RollbackParts, path: string): Promise<Omit<RollbackReport, "tables">> {
  if (!keptBy(parts.log, await parts.files.read(path))) return { file: "untouched", backup: null, keptAside: null };
  const backup = await originalOf(parts, path);
  const { keptAside } = await parts.files.edit(path, (present) => restored(present, backup));
  return { file: "restored", backup: backup.file, keptAside };
}

function restored(present: FileText, backup: FileText): FileChange {
  const document = parseDocument(present.file, present.text);
  const text = restoreOwned(document, parseDocument(backup.file, backup.text));
  return { text, keepPresent: !readOwned(document).intact };
}

/** The newest backup that a person wrote, and not this log's Muster. */
async function originalOf({ files, log }: RollbackParts, path: string): Promise<FileText> {
  for (const copy of await files.copies(path, "backup")) {
    const backup = await files.read(copy.path);
    if (!keptBy(log, backup)) return backup;
  }
  throw new BadFile("no-backup", path, "there is no backup beside this file to restore its values from");
}

function keptBy(log: string, { file, text }: FileText): boolean {
  const { kept, sync } = readOwned(parseDocument(file, text));
  return kept && (sync === undefined || sync.log === log);
}
