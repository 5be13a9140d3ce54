import { readFile, stat } from "node:fs/promises";
import { FileUnwritable } from "../../app/preferences/failures.ts";
import type { HeldKeys, KeySource } from "../../app/ports/keySource.ts";
import { makeWhole } from "../files/makeWhole.ts";
import { readWhole } from "../files/readWhole.ts";
import { replaceWhole } from "../files/replaceWhole.ts";
import { keyText, keyTextShape, makeKeys, parseKeyText } from "./keyText.ts";

/** The key file cannot be used; the sentence says which, why, and what to do. */
export class BadKeyFile extends Error {
  override readonly name = "BadKeyFile";
}

/** The keys in a file that its user alone can read. It is made where there is none: of several who do so, the first stays. */
export const keyFile = (path: string): KeySource => ({
  place: path,
  read: async () => (await readKeyFile(path)) ?? (await make(path)),
  keepNext: (present, next) => replaceKeyFile(path, { present, next }),
  async replace(next) {
    await replaceKeyFile(path, { present: next });
    return { path, inUse: true };
  },
});

/** @throws {BadKeyFile} where it is no key file, or others can read it; undefined where there is none */
export async function readKeyFile(path: string): Promise<HeldKeys | undefined> {
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
  const held = parseKeyText(text);
  if (!held)
    throw new BadKeyFile(
      `The key file ${path} is damaged: it takes ${keyTextShape}. Restore it from its backup; a new one would not open this log.`,
    );
  return held;
}

/** Writes other keys over those of a file, whole or not at all, with its mode and owner. @throws {FileUnwritable} */
export async function replaceKeyFile(path: string, held: HeldKeys): Promise<void> {
  if (!(await replaceWhole(await readWhole(path), keyText(held))))
    throw new FileUnwritable(path, "somebody else has changed it meanwhile; what they wrote is whole.");
}

/** Makes a key file that must not be there yet. @throws what the system says */
export const makeKeyFile = (path: string, held: HeldKeys): Promise<void> => makeWhole(path, keyText(held));

async function make(path: string): Promise<HeldKeys> {
  try {
    await makeKeyFile(path, { present: makeKeys() });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST")
      throw new BadKeyFile(
        `The key file ${path} cannot be made: ${code === "ENOENT" ? "there is no such folder" : message}.`,
        { cause },
      );
  }
  const held = await readKeyFile(path);
  if (!held) throw new BadKeyFile(`The key file ${path} vanished as it was made.`);
  return held;
}
