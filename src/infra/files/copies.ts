import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { CopyKind, FileCopy } from "../../app/ports/preferencesFiles.ts";
import { codeOf, unwritable } from "./diskErrors.ts";
import type { WholeFile } from "./readWhole.ts";
import { syncFolder, writeNew } from "./replaceWhole.ts";

/** Which copies spare another: a backup is looked for among backups alone. */
const sparing: Readonly<Record<CopyKind, readonly CopyKind[]>> = { backup: ["backup"], edited: ["edited", "backup"] };

/** `2026-01-07T10:11:12.345Z` as part of a file's name, and back. */
const inName = (instant: Date): string => instant.toISOString().replace(/[-:]/g, "");
const fromName = (text: string): string => text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:$6");

/** The copies of a kind beside a file (its real path), newest first: `prefs.json.backup-20260107T101112.345Z`. */
export async function listCopies(real: string, kind: CopyKind): Promise<readonly FileCopy[]> {
  const prefix = `${basename(real)}.${kind}-`;
  const stamps = (await readdir(dirname(real)))
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((stamp) => /^\d{8}T\d{6}\.\d{3}Z$/.test(stamp));
  const path = (stamp: string) => join(dirname(real), prefix + stamp);
  return stamps
    .toSorted()
    .reverse()
    .map((stamp) => ({ path: path(stamp), kind, madeAt: fromName(stamp) }));
}

/**
 * Keeps a copy of a file beside it, for its owner's eyes alone. One of the same bytes that is there already serves;
 * none is ever overwritten. `made` is whether this call made it; `kind` is what the copy is that serves.
 * @throws {FileUnwritable}
 */
export async function keepCopy(
  seen: WholeFile,
  kind: CopyKind,
  now: Date,
): Promise<{ readonly path: string; readonly kind: CopyKind; readonly made: boolean }> {
  try {
    const present = await sameCopy(seen, sparing[kind]);
    if (present) return { path: present.path, kind: present.kind, made: false };
    for (let at = now.getTime(); ; at += 1) {
      const path = `${seen.real}.${kind}-${inName(new Date(at))}`;
      if (await tryNew(path, seen)) return { path, kind, made: true };
    }
  } catch (error) {
    throw unwritable(`${seen.path} (a copy beside it)`, error);
  }
}

async function tryNew(path: string, seen: WholeFile): Promise<boolean> {
  try {
    await writeNew(path, seen.text, seen, 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await syncFolder(dirname(path));
  return true;
}

async function sameCopy({ real, bytes }: WholeFile, kinds: readonly CopyKind[]): Promise<FileCopy | undefined> {
  const copies = await Promise.all(kinds.map((kind) => listCopies(real, kind)));
  for (const copy of copies.flat()) {
    const kept = await readFile(copy.path).catch(() => undefined);
    if (kept?.equals(bytes)) return copy;
  }
  return undefined;
}

export const dropCopy = (path: string): Promise<void> => rm(path, { force: true });
