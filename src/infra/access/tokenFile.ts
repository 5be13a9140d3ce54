import { randomBytes, randomUUID } from "node:crypto";
import { link, readFile, rm, stat } from "node:fs/promises";
import type { LocalToken } from "../../app/access/localToken.ts";
import { writePrivate } from "../files/writePrivate.ts";

/** The token file cannot be used; the sentence says which, why, and what to do. */
export class BadTokenFile extends Error {
  override readonly name = "BadTokenFile";
}

const shape = /^muster_admin_[A-Za-z0-9_-]{43}$/;

/** One line in a file that is its owner's alone. Several processes may ask at once: the first one's token stays. */
export const tokenFile = (path: string): LocalToken => ({
  path,
  read: () => read(path),
  async ensure() {
    if ((await read(path)) !== undefined) return { made: undefined };
    const token = `muster_admin_${randomBytes(32).toString("base64url")}`;
    return { made: (await make(path, token)) ? token : undefined };
  },
});

async function read(path: string): Promise<string | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new BadTokenFile(
        `The token file ${path} can be read by others: remove it, and the next start makes another.`,
      );
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof BadTokenFile) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new BadTokenFile(`The token file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const line = text.replace(/\r?\n$/, "");
  if (!shape.test(line))
    throw new BadTokenFile(`The token file ${path} does not hold a token of Muster's: remove it, and start again.`);
  return line;
}

/** Answers whether this token is the one that is there now. */
async function make(path: string, token: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writePrivate(draft, `${token}\n`);
    // A link fails where the file is there already, and never shows half a file.
    await link(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new BadTokenFile(`The token file ${path} cannot be made: ${(cause as Error).message}.`, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}
