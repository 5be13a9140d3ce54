import { randomUUID } from "node:crypto";
import { constants, readFileSync, realpathSync, renameSync, statSync } from "node:fs";
import { access, type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { unwritable } from "./diskErrors.ts";
import type { WholeFile } from "./readWhole.ts";

const suffix = ".muster.tmp";
const abandonedAfterMs = 60_000;

/**
 * Puts a text in the place of what was read, whole or not at all: a temporary file in the same folder, with the same
 * mode and owner, is renamed over it once all of it is on the disk. Answers false, and changes nothing, where the file
 * is no longer what was read.
 * @throws {FileUnwritable}
 */
export async function replaceWhole(seen: WholeFile, text: string): Promise<boolean> {
  const folder = dirname(seen.real);
  const temporary = join(folder, `.${basename(seen.real)}.${randomUUID()}${suffix}`);
  try {
    await access(seen.real, constants.W_OK);
    await sweep(folder, basename(seen.real));
    await writeNew(temporary, text, seen);
    if (!renameIfUnchanged(seen, temporary)) return false;
    await syncFolder(folder);
    return true;
  } catch (error) {
    throw unwritable(seen.path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Creates a file that must not be there yet, and is on the disk when this returns. */
export async function writeNew(
  path: string,
  content: string,
  { stats }: WholeFile,
  mode = Number(stats.mode),
): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await takeOwner(handle, Number(stats.uid), Number(stats.gid));
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function takeOwner(handle: FileHandle, uid: number, gid: number): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid);
}

// Without a pause between looking and renaming: what is written in between would be lost.
function renameIfUnchanged({ path, real, bytes, stats }: WholeFile, temporary: string): boolean {
  const now = statSync(real, { bigint: true, throwIfNoEntry: false });
  if (now?.ino !== stats.ino || now.ctimeNs !== stats.ctimeNs || realpathSync(path) !== real) return false;
  if (!readFileSync(real).equals(bytes)) return false;
  renameSync(temporary, real);
  return true;
}

/** Makes a new name in a folder last: without this a power cut may forget the rename. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Takes away what a process that was killed left behind. */
async function sweep(folder: string, name: string): Promise<void> {
  const left = (await readdir(folder)).filter((entry) => entry.startsWith(`.${name}.`) && entry.endsWith(suffix));
  for (const entry of left) {
    const path = join(folder, entry);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
}
