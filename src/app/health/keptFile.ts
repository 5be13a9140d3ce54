import { parseDocument } from "../preferences/document.ts";
import { readOwned } from "../preferences/ownedKeys.ts";
import type { Position } from "../ports/eventLog.ts";
import type { PreferencesFiles } from "../ports/preferencesFiles.ts";

/**
 * What the kept preferences file says of itself, with no database asked.
 * @property position of the log, that it is as of; null where Muster does not keep it
 * @property writtenAt when Muster wrote it
 * @property intact false where somebody has edited what Muster wrote
 */
export type KeptFile = {
  readonly position: Position | null;
  readonly writtenAt: string | null;
  readonly intact: boolean;
};

/** @throws {BadFile} where the file cannot be read as one */
export async function keptFile(files: PreferencesFiles, path: string): Promise<KeptFile> {
  const { file, text } = await files.read(path);
  const { sync, kept, intact } = readOwned(parseDocument(file, text));
  if (!kept || !sync) return { position: null, writtenAt: null, intact: !kept };
  // A position that a person may have written proves nothing.
  return { position: intact ? BigInt(sync.position) : null, writtenAt: sync.generatedAt, intact };
}
