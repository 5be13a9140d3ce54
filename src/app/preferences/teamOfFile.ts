import type { PreferencesFiles } from "../ports/preferencesFiles.ts";
import { parseDocument } from "./document.ts";
import { BadFile } from "./failures.ts";
import { teamOf } from "./ownedKeys.ts";

/** The team that a preferences file is about; null where there is no such file, or it cannot be read as one. */
export async function teamOfFile(
  files: Pick<PreferencesFiles, "read">,
  path: string | undefined,
): Promise<string | null> {
  if (path === undefined) return null;
  try {
    const { file, text } = await files.read(path);
    return teamOf(parseDocument(file, text)).team;
  } catch (error) {
    if (error instanceof BadFile) return null;
    throw error;
  }
}
