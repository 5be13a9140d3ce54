import { readFile } from "node:fs/promises";
import { type OpenedArchive, openArchive } from "./app/retention/openArchive.ts";
import { archiveKeyFile } from "./infra/crypto/archiveKeyFile.ts";
import { aesSealing } from "./infra/crypto/sealing.ts";

/**
 * The rows that an archive's member had, without a database.
 * @throws {ArchiveClosed} {BadArchiveKeys}
 */
export async function replay(file: string, keyFile: string): Promise<OpenedArchive> {
  // Looked up, never made.
  const archiveKeys = archiveKeyFile(keyFile, file, () => new Date());
  return openArchive(await readFile(file), { sealing: aesSealing, archiveKeys });
}
