import { randomUUID } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import { InvalidArgumentError } from "commander";

/**
 * Writes a file, whole or not at all. What is there already stays unless `overwrite`; a symbolic link is replaced and
 * never followed, so that nothing is written elsewhere than where it was asked for.
 */
export async function writeNewFile(path: string, text: string, overwrite: boolean): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link to a name that is taken fails, where a rename would replace it.
    await (overwrite ? rename(draft, path) : link(draft, path));
  } catch (error) {
    throw inWords(path, error as NodeJS.ErrnoException);
  } finally {
    await rm(draft, { force: true });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: "is there already: --force overwrites it",
  ENOENT: "has no folder to be in: make it first",
  ENOTDIR: "has a file where its folder should be",
  EISDIR: "is a folder: give a file",
  EACCES: "may not be written",
  EPERM: "may not be written",
  ENAMETOOLONG: "has a name that is too long",
};

export function inWords(path: string, error: NodeJS.ErrnoException): Error {
  const reason = reasons[error.code ?? ""];
  return reason === undefined ? error : new InvalidArgumentError(`${path} ${reason}.`);
}
