import { randomBytes, randomUUID } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { z } from "zod";
import type { ArchiveKeys } from "../../app/ports/archives.ts";
import type { DataKey } from "../../app/ports/dataKeys.ts";
import { makeWhole } from "../files/makeWhole.ts";

/** The file of the archives' keys cannot be used; the sentence says which, why, and what to do. */
export class BadArchiveKeys extends Error {
  override readonly name = "BadArchiveKeys";
}

const shape = z.strictObject({
  version: z.literal(1),
  keys: z.array(z.strictObject({ keyId: z.uuid(), key: z.base64(), madeAt: z.string() })).min(1),
});

/**
 * The keys of archives, in a file that its user alone can read. It is made where there is none, unless there are archives:
 * those would not open with another.
 * @param archives the folder of archives
 */
export function archiveKeyFile(path: string, archives: string, now: () => Date): ArchiveKeys {
  const held = async (): Promise<readonly DataKey[]> => (await read(path)) ?? (await make(path, archives, now));
  return {
    place: path,
    async present() {
      const key = (await held()).at(-1);
      if (!key) throw new BadArchiveKeys(`The archives' keys ${path} are none.`);
      return key;
    },
    find: async (keyId) => (await read(path))?.find((key) => key.keyId === keyId),
  };
}

async function read(path: string): Promise<readonly DataKey[] | undefined> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new BadArchiveKeys(
        `The archives' keys ${path} can be read by others: make them yours alone (chmod 600 ${path}).`,
      );
    const { keys } = shape.parse(JSON.parse(await readFile(path, "utf8")));
    return keys.map(({ keyId, key }) => ({ keyId, bytes: Buffer.from(key, "base64") }));
  } catch (cause) {
    if (cause instanceof BadArchiveKeys) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new BadArchiveKeys(
      `The archives' keys ${path} are damaged or cannot be read: restore them from their backup.`,
      { cause },
    );
  }
}

async function make(path: string, archives: string, now: () => Date): Promise<readonly DataKey[]> {
  const there = await readdir(archives).catch(() => []);
  if (there.some((name) => name.endsWith(".jsonl")))
    throw new BadArchiveKeys(
      `The archives' keys ${path} are gone, and the archives in ${archives} open with them alone: restore them from their backup.`,
    );
  const key = { keyId: randomUUID(), key: randomBytes(32).toString("base64"), madeAt: now().toISOString() };
  await makeWhole(path, `${JSON.stringify({ version: 1, keys: [key] }, null, 2)}\n`).catch((error: unknown) => {
    // Of several who make one, the first stays.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  return (await read(path)) ?? [];
}
