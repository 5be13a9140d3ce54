import type { Position } from "./eventLog.ts";
import type { FileCopy } from "./preferencesFiles.ts";

/**
 * What became of a file.
 * - `written`: it says now what the tables say; `edited` names the owned keys that a person had changed, and
 *   `keptAside` is the copy in which their version is kept
 * - `current`: it said so already
 * - `ahead`, `foreign`, `no-tables`: it was left alone, as it is of a later position than the tables, belongs to another
 *   log, or there are no read tables (after a rollback)
 * `position` is that of the tables.
 */
export type FileOutcome = {
  readonly kind: "written" | "current" | "ahead" | "foreign" | "no-tables";
  readonly position: Position;
  readonly edited: readonly string[];
  readonly keptAside: string | null;
};

/** How a file stands to the tables; `edited` is that a person has changed an owned key and Muster not yet put it back. */
export type FileStatus = {
  readonly file: string;
  readonly team: string;
  readonly state: "current" | "behind" | "ahead" | "edited" | "foreign" | "never-written" | "no-tables";
  /** Of the file; null where Muster never wrote it. */
  readonly position: Position | null;
  readonly recordedAt: string | null;
  readonly generatedAt: string | null;
  /** The copies kept when an owned key that a person had edited was overwritten, newest first. */
  readonly keptAside: readonly FileCopy[];
};

/** Keeps a preferences file in step with the read tables, one way only. */
export type RosterFile = {
  /**
   * Follows the tables until the signal, as the one keeper of the file on this machine or standing by for it. `file`
   * is asked time and again which file it is; what stands in the way is told to `onProblem`, once, and tried again.
   */
  run(file: () => Promise<string | undefined>, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void>;
  /**
   * Brings the file to where the tables stand. `adopt` takes over a file that another log kept.
   * @throws {BadFile} {@link FileUnwritable}
   */
  bringUp(file: string, options?: { readonly adopt?: boolean }): Promise<FileOutcome>;
  /** @throws {BadFile} */
  status(file: string): Promise<FileStatus>;
};
