import { BadFile, type BadFileCode, FileUnwritable } from "../../app/preferences/failures.ts";

/** The operating system's name of what went wrong, as `ENOSPC`. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;

const reading: Readonly<Record<string, readonly [BadFileCode, string]>> = {
  ENOENT: ["missing", "there is no such file"],
  ENOTDIR: ["missing", "there is no such file"],
  ELOOP: ["missing", "the symbolic links go round in a circle"],
  EISDIR: ["not-a-file", "this is a folder, not a file"],
  EACCES: ["unreadable", "this user may not read the file"],
  EPERM: ["unreadable", "this user may not read the file"],
};

/** What a failed read means to a person. */
export function unreadable(file: string, cause: unknown): Error {
  if (cause instanceof BadFile) return cause;
  const code = codeOf(cause);
  const [kind, complaint] = reading[code ?? ""] ?? ["unreadable", `the file cannot be read (${code ?? String(cause)})`];
  return new BadFile(kind, file, complaint, { cause });
}

const full = "there is no space left on its disk. Free some space and try again";
const denied = "this user may not write it: the file or its folder belongs to somebody else, or is marked read-only";
const writing: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: "its disk can only be read",
  EACCES: denied,
  EPERM: denied,
};

/** What a failed write means to a person. */
export function unwritable(file: string, cause: unknown): Error {
  if (cause instanceof BadFile || cause instanceof FileUnwritable) return cause;
  const code = codeOf(cause);
  const complaint = writing[code ?? ""] ?? `the file cannot be written (${code ?? String(cause)})`;
  return new FileUnwritable(file, `${complaint}; what was there is whole.`, { cause });
}
