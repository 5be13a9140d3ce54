import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** Which rule chose a home, in the order in which they are tried. */
export type HomeRule = "MUSTER_HOME" | "nearest .muster" | "XDG_DATA_HOME" | "~/.local/share";

/** The folder that holds all that Muster keeps on this machine. */
export type Home = { readonly path: string; readonly rule: HomeRule };

/** The home cannot be used; the sentence says which, why, and what to do. */
export class HomeUnusable extends Error {
  override readonly name = "HomeUnusable";
}

/**
 * Finds the home without touching it: `MUSTER_HOME`; else the nearest `.muster` from the working directory upward; else
 * `muster` in `XDG_DATA_HOME`, which is `~/.local/share` where it is not set.
 */
export const findHome = (environment: NodeJS.ProcessEnv, workingDirectory: string): Home => {
  const given = environment["MUSTER_HOME"];
  if (given) return { path: resolve(workingDirectory, given), rule: "MUSTER_HOME" };
  const nearest = nearestIn(workingDirectory);
  if (nearest !== undefined) return { path: nearest, rule: "nearest .muster" };
  const data = environment["XDG_DATA_HOME"];
  // Its specification has a relative one ignored.
  if (data && isAbsolute(data)) return { path: join(data, "muster"), rule: "XDG_DATA_HOME" };
  const user = environment["HOME"];
  return { path: join(user ? user : homedir(), ".local", "share", "muster"), rule: "~/.local/share" };
};

/**
 * Makes the home where it is not there, for its user alone, and proves that it can be used.
 * @throws {HomeUnusable}
 */
export const openHome = (home: Home): Home => {
  try {
    mkdirSync(home.path, { recursive: true, mode: 0o700 });
    accessSync(home.path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(home, reasonOf(cause as NodeJS.ErrnoException), cause);
  }
  const owner = statSync(home.path).uid;
  const user = process.getuid?.();
  // Postgres refuses a cluster that is another user's, and keys that others can change are none.
  if (user !== undefined && owner !== user) {
    throw unusable(home, `it belongs to another user (id ${owner}; yours is ${user})`);
  }
  return home;
};

const nearestIn = (folder: string): string | undefined => {
  const candidate = join(folder, ".muster");
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestIn(parent);
};

const unusable = (home: Home, reason: string, cause?: unknown): HomeUnusable => {
  const sentence = `Muster's home ${home.path} (chosen by: ${home.rule}) cannot be used: ${reason}.`;
  return new HomeUnusable(`${sentence} Set MUSTER_HOME to a folder that is yours.`, { cause });
};

const reasons: Partial<Record<string, string>> = {
  EEXIST: "it is a file, not a folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EACCES: "it may not be written to",
  EPERM: "it may not be written to",
  EROFS: "its disk is read-only",
  ENOSPC: "its disk is full",
  ENAMETOOLONG: "its path is too long",
};

const reasonOf = (error: NodeJS.ErrnoException): string => reasons[error.code ?? ""] ?? error.message;
