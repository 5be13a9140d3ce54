import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedFiles } from "./files.ts";
import { askKeeper, type KeeperLine } from "./keeperLine.ts";
import { readLiveRecord } from "./record.ts";
import { type Candidate, startKeeper } from "./startKeeper.ts";
import { EmbeddedUnavailable } from "./unavailable.ts";

const patienceMs = 60_000;
const pollMs = 15;

/**
 * Finds the keeper of a home, or starts one, and waits until its server is ready.
 * @param options whether the wait keeps this process from ending.
 * @throws {EmbeddedUnavailable}
 */
export const reachKeeper = async (files: EmbeddedFiles, options: { holdsProcess: boolean }): Promise<KeeperLine> => {
  const until = Date.now() + patienceMs;
  let candidate: Candidate | undefined;
  try {
    while (Date.now() < until) {
      const record = readLiveRecord(files.record);
      const line = record === undefined ? undefined : await askKeeper(record, { ms: until - Date.now(), ...options });
      if (line !== undefined) return line;
      if (candidate?.isStanding() !== true) candidate = startKeeper(files.home);
      await delay(pollMs, undefined, { ref: options.holdsProcess });
    }
  } finally {
    candidate?.forget();
  }
  throw new EmbeddedUnavailable(`The embedded Postgres was not ready within a minute. Its log is ${files.log}.`);
};
