import { closeSync, copyFileSync, fstatSync, openSync, readSync, truncateSync } from "node:fs";
import { noRoom } from "./unavailable.ts";

const largestBytes = 4 * 1024 * 1024;
const tailBytes = 2_048;

/** The file that Postgres writes its messages to. It outlives the keeper; the size is bounded by {@link Log.bound}. */
export class Log {
  readonly path: string;
  readonly descriptor: number;

  constructor(path: string) {
    this.path = path;
    // Appending, so that what is written after a truncation starts at the beginning.
    this.descriptor = openSync(path, "a+", 0o600);
  }

  size(): number {
    return fstatSync(this.descriptor).size;
  }

  /** The end of what was written since the log had a size, at most about twenty lines. */
  since(from: number): string {
    const start = Math.max(from, this.size() - tailBytes);
    const buffer = Buffer.alloc(tailBytes);
    const length = readSync(this.descriptor, buffer, 0, tailBytes, start);
    return buffer.toString("utf8", 0, length).trim();
  }

  /** Keeps one earlier file of the largest size beside the present one. */
  bound(): void {
    if (this.size() <= largestBytes) return;
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** What Postgres could not do, the likely cause where the log shows it, and the log's last lines. */
export const explain = (what: string, log: Log, from: number): string => {
  const lines = log.since(from);
  const cause = /No space left on device|Check free disk space/.test(lines) ? `${noRoom} ` : "";
  return `The embedded Postgres ${what}. ${cause}Its log, ${log.path}, ends with:\n${lines}`;
};
