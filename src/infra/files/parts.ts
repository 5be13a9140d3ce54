import type { Position } from "../../app/ports/eventLog.ts";
import type { FileLocks } from "../../app/ports/fileLocks.ts";
import type { PreferencesFiles } from "../../app/ports/preferencesFiles.ts";
import type { RosterSnapshots } from "../../app/ports/rosterSnapshot.ts";

/** What keeping a file needs; `log` is the id of the log that the tables follow. */
export type RosterFileParts = {
  readonly files: PreferencesFiles;
  readonly snapshots: RosterSnapshots;
  readonly locks: FileLocks;
  /** Waits until the tables hold the position, at most so long; answers where they stand. */
  readonly waitFor: (position: Position, timeoutMs: number) => Promise<Position>;
  readonly log: string;
  readonly now: () => Date;
};
