import { randomBytes, randomUUID } from "node:crypto";
import { link, open, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

/** The keys that no database holds. Every machine of one log has the same; without them names and emails are lost. */
export type Keys = {
  /** Wraps the data keys: 32 bytes. */
  readonly wrappingKey: Uint8Array;
  /** Hides what guard streams are named after: 32 bytes. */
  readonly guardKey: Uint8Array;
};

/** The key file cannot be used; the sentence says which, why, and what to do. */
export class BadKeyFile extends Error {
  override readonly name = "BadKeyFile";
}

const key = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .transform((text) => new Uint8Array(Buffer.from(text, "base64")));
const shape = z.strictObject({ version: z.literal(1), wrappingKey: key, guardKey: key });

/** Reads the keys, making them where there is no file yet. Several processes may do so at once: the first file stays. */
export async function openKeyFile(path: string): Promise<Keys> {
  return (await read(path)) ?? (await make(path));
}

async function read(path: string): Promise<Keys | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new BadKeyFile(`The key file ${path} can be read by others: make it yours alone (chmod 600 ${path}).`);
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof BadKeyFile) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new BadKeyFile(`The key file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const parsed = shape.safeParse(parseJson(text));
  if (!parsed.success)
    throw new BadKeyFile(
      `The key file ${path} is damaged: it takes {"version": 1, "wrappingKey", "guardKey"}, each key 32 bytes in base64. Restore it from its backup; a new one would not open this log.`,
    );
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function make(path: string): Promise<Keys> {
  const fresh = { version: 1, wrappingKey: newKey(), guardKey: newKey() };
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeDurably(draft, `${JSON.stringify(fresh, null, 2)}\n`);
    // A link fails where the file is there already, and never shows half a file.
    await link(draft, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST")
      throw new BadKeyFile(
        `The key file ${path} cannot be made: ${code === "ENOENT" ? "there is no such folder" : message}.`,
        { cause },
      );
  } finally {
    await rm(draft, { force: true });
  }
  const keys = await read(path);
  if (!keys) throw new BadKeyFile(`The key file ${path} vanished as it was made.`);
  return keys;
}

const newKey = (): string => randomBytes(32).toString("base64");

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
