import type { Position } from "./eventLog.ts";
import type { FileCopy } from "./preferencesFiles.ts";

/** Why a file is left alone; see `FileStep`. `no-tables`: there are no read tables, as after a rollback. */
type LeftAlone = "ahead" | "never-written" | "foreign" | "no-tables";

/**
 * What became of a file: `written` now, `current` already, or left alone. `position` is that of the tables.
 * `edited` names the owned keys that a person had changed, and `keptAside` is the copy that keeps what they wrote.
 */
export type FileOutcome = {
  readonly kind: "written" | "current" | LeftAlone;
  readonly position: Position;
  readonly edited: readonly string[];
  readonly keptAside: string | null;
};

/** How a file stands to the tables; `edited` is that a person has changed an owned key and Muster not yet put it back. */
export type FileStatus = {
  readonly file: string;
  readonly team: string;
  readonly state: "current" | "behind" | "edited" | LeftAlone;
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
  run(
    file: () => Promise<string | undefined>,
    signal: AbortSignal,
    onProblem: (problem: unknown) => void,
  ): Promise<void>;
  /** Brings the file to where the tables stand. @throws {BadFile} {@link FileUnwritable} */
  bringUp(file: string): Promise<FileOutcome>;
  /**
   * Runs while no Muster on this machine writes the file. `adopt` brings it to where the tables stand, even where
   * nobody kept it so far, or another log.
   */
  held<T>(file: string, work: (adopt: () => Promise<FileOutcome>) => Promise<T>): Promise<T>;
  /** Writes nothing. @throws {BadFile} */
  status(file: string): Promise<FileStatus>;
};
