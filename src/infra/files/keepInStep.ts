import { setTimeout as sleep } from "node:timers/promises";
import type { Position } from "../../app/ports/eventLog.ts";
import type { RosterFile } from "../../app/ports/rosterFile.ts";
import type { RosterFileParts } from "./parts.ts";

/** How long until it is looked again: whether the file was edited, whether it is another, whether a fault has passed. */
const lookAgainMs = 500;
/** The longest pause after a write. */
const longestPauseMs = 200;

type Parts = RosterFileParts & { readonly bringUp: RosterFile["bringUp"] };
type Which = () => Promise<string | undefined>;
type Run = { readonly signal: AbortSignal; readonly onProblem: (problem: unknown) => void };

/** Follows the tables until the signal. */
export async function keepInStep(parts: Parts, which: Which, { signal, onProblem }: Run): Promise<void> {
  let told = "";
  while (!signal.aborted) {
    try {
      const path = await which();
      if (path !== undefined) {
        const { file } = await parts.files.read(path);
        await parts.locks.asKeeper(file, signal, async (lost) => {
          await follow(parts, { path, which, lost, onWell: () => (told = "") });
        });
      }
    } catch (problem) {
      // The same fault, met again each second, is told once.
      if (String(problem) !== told) onProblem(problem);
      told = String(problem);
    }
    await pause(lookAgainMs, signal);
  }
}

type Following = {
  readonly path: string;
  readonly which: Which;
  readonly lost: AbortSignal;
  readonly onWell: () => void;
};

async function follow(parts: Parts, { path, which, lost, onWell }: Following): Promise<void> {
  let seen: string | undefined;
  let written: Position = -1n;
  let tables: Position = 0n;
  while (!lost.aborted && (await which()) === path) {
    // Asked before the file is read: what a person writes in between is seen the next time.
    const version = await parts.files.version(path);
    if (version !== seen || tables > written) {
      const started = performance.now();
      const { position, kind } = await parts.bringUp(path);
      if (kind === "no-tables") return;
      [seen, written] = [version, position];
      onWell();
      // Changes that come in a rush share a write, so that writing takes half of the time at most.
      if (kind === "written") await pause(Math.min(performance.now() - started, longestPauseMs), lost);
    }
    tables = await parts.waitFor(written + 1n, lookAgainMs);
  }
}

/** Ends early, and quietly, with the signal. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
