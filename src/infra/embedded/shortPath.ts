import { chmodSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Postgres copies paths into buffers of 1024 bytes, and has folders and files of its own below a home.
const longestHome = 900;

/** A path by which Postgres can name a home, and what takes it away again. */
export type ShortPath = { readonly path: string; remove(): void };

/** The home's own path where that will do, else a link to it from the folder for temporary files. */
export const shortPath = (home: string): ShortPath => {
  if (Buffer.byteLength(home) <= longestHome) return { path: home, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "muster-"));
  // Postgres may run as another user than the one who made the link.
  chmodSync(folder, 0o711);
  const path = join(folder, "home");
  symlinkSync(home, path);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
