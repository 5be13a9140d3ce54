import type { FileMember, FileStamp } from "../../projections/rosterFile.ts";
import type { PreferencesFiles } from "../ports/preferencesFiles.ts";
import { parseDocument } from "./document.ts";
import { BadFile } from "./failures.ts";
import { readOwned } from "./ownedKeys.ts";

/** The roster as the file has it, for when the database cannot be reached. `ageMs` is the time since it was written. */
export type FallbackRoster = FileStamp & {
  readonly file: string;
  readonly team: string;
  readonly members: readonly FileMember[];
  readonly queues: readonly string[];
  readonly ageMs: number;
};

/**
 * Reads the roster from the file that Muster keeps.
 * @throws {BadFile} where Muster never wrote it, or its hash does not match: a person has edited what Muster wrote
 */
export async function readFallback(files: PreferencesFiles, path: string, now: Date): Promise<FallbackRoster> {
  const { file, text } = await files.read(path);
  const { team, values, sync, intact } = readOwned(parseDocument(path, text));
  if (!sync)
    throw new BadFile(
      "never-written",
      path,
      "Muster has not written this file yet, so it cannot stand in for the database",
    );
  if (!intact)
    throw new BadFile(
      "hash-mismatch",
      path,
      "somebody has edited what Muster wrote here (its hash does not match), so it cannot stand in for the database",
    );
  const { position, recordedAt, generatedAt, log } = sync;
  // The hash vouches for the shape: Muster wrote these values.
  const { members, queues } = values as Pick<FallbackRoster, "members" | "queues">;
  const ageMs = Math.max(0, now.getTime() - Date.parse(generatedAt));
  return { position, recordedAt, generatedAt, log, file, team, members, queues, ageMs };
}
