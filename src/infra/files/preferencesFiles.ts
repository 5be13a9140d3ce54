import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { FileUnwritable } from "../../app/preferences/failures.ts";
import type { FileChange, FileText, PreferencesFiles } from "../../app/ports/preferencesFiles.ts";
import { dropCopy, keepCopy, listCopies } from "./copies.ts";
import { readWhole, type WholeFile } from "./readWhole.ts";
import { replaceWhole } from "./replaceWhole.ts";

const mostAttempts = 50;

const textOf = ({ real, text }: WholeFile): FileText => ({ file: real, text });

/** Preferences files on this machine's disks. */
export const preferencesFiles = (now: () => Date = () => new Date()): PreferencesFiles => ({
  read: async (path) => textOf(await readWhole(path)),

  async edit(path, change) {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const seen = await readWhole(path);
      const next = change(textOf(seen));
      if (!next) return { written: false, keptAside: null };
      const done = await replace(seen, next, now());
      if (done) return { written: true, keptAside: done.keptAside };
    }
    throw new FileUnwritable(path, "somebody keeps changing this file; it was left as it is.");
  },

  keep: async ({ file, text }, kind) => {
    const seen = await readWhole(file);
    const bytes = Buffer.from(text);
    return (await keepCopy({ ...seen, bytes, text }, kind, now())).path;
  },

  copies: async (path, kind) => listCopies(await realpath(path).catch(() => resolve(path)), kind),

  async version(path) {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    return stats && `${stats.dev}/${stats.ino}/${stats.size}/${stats.mtimeNs}/${stats.ctimeNs}`;
  },
});

/** Answers undefined where somebody has changed the file meanwhile; then no copy is kept either. */
async function replace(
  seen: WholeFile,
  next: FileChange,
  now: Date,
): Promise<{ keptAside: string | null } | undefined> {
  const copy = next.keepPresent ? await keepCopy(seen, "edited", now) : undefined;
  let replaced = false;
  try {
    replaced = await replaceWhole(seen, next.text);
  } finally {
    if (!replaced && copy?.made) await dropCopy(copy.path);
  }
  // What a backup holds already is no news.
  return replaced ? { keptAside: copy?.kind === "edited" ? copy.path : null } : undefined;
}
