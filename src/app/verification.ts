import { setTimeout as sleep } from "node:timers/promises";
import type { EventCodec } from "./codec/eventCodec.ts";
import { isUnreadable } from "./codec/eventCodec.ts";
import type { EventLog, Position, Revision } from "./ports/eventLog.ts";
import { BadFile } from "./preferences/failures.ts";
import { type Difference, type Progress, type Projections, type RowCounts, TablesBehind } from "./ports/projections.ts";
import type { ReadModel } from "./ports/readModel.ts";
import type { RosterFile } from "./ports/rosterFile.ts";

/** How many of each were looked at; the tables are absent after a rollback, the file where none is kept. */
export type Checked = { readonly events: number; readonly file?: number } & Partial<RowCounts>;

/** @property ok whether log, tables and file agree and nothing is parked; each fault is one of the differences */
export type Verification = {
  readonly ok: boolean;
  readonly position: Position;
  readonly checked: Checked;
  readonly differences: readonly Difference[];
};

export type VerificationParts = {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly projections: Projections;
  readonly readModel: ReadModel;
  readonly rosterFile: RosterFile;
  readonly file: () => Promise<string | undefined>;
  /** Brings tables and file to a position. @throws {TablesBehind} */
  readonly settle: (to: Position) => Promise<unknown>;
};

/**
 * Checks the law: the log reads whole, the live tables hold all of it and are what projecting it from empty gives, and
 * the file is what the tables say. After a rollback there is only the log to check.
 */
export async function verify(parts: VerificationParts, progress?: Progress): Promise<Verification> {
  const log = await checkLog(parts);
  if (await parts.readModel.isRolledBack())
    return {
      ok: log.differences.length === 0,
      position: log.position,
      checked: { events: log.events },
      differences: log.differences,
    };
  const behind = await bringUp(parts, log.position);
  const tables = await parts.projections.verify(progress);
  const parked = (await parts.projections.parked()).map(({ key, position, type, error }): Difference => ({
    ...{ table: "parked", key, column: "*", live: error },
    expected: `${type} at position ${position} applied`,
  }));
  const file = await checkFile(parts);
  const differences = [...log.differences, ...behind, ...tables.differences, ...parked, ...file.differences];
  const checked = { events: log.events, ...tables.rows, file: file.files };
  return { ok: differences.length === 0, position: tables.position, checked, differences };
}

/** Every event can be read, positions rise, and each stream counts its revisions without a gap. */
async function checkLog({ log, codec }: VerificationParts) {
  const differences: Difference[] = [];
  const revisions = new Map<string, Revision>();
  let position: Position = 0n;
  let events = 0;
  for await (const page of log.readAll(0n)) {
    for (const event of await codec.decode(page)) {
      const fault = (column: string, live: unknown, expected: unknown) =>
        differences.push({ table: "log", key: String(event.position), column, live, expected });
      const next = (revisions.get(event.stream) ?? -1n) + 1n;
      if (event.position <= position) fault("position", event.position, `more than ${position}`);
      if (event.revision !== next) fault("revision", event.revision, next);
      if (isUnreadable(event)) fault("bytes", event.unreadable, "an event that can be read");
      revisions.set(event.stream, event.revision);
      position = event.position;
      events++;
    }
  }
  return { events, position, differences };
}

/** What a process that was killed has left to do is done first. Tables that do not follow are no tables to rely on. */
async function bringUp({ projections, settle }: VerificationParts, to: Position): Promise<readonly Difference[]> {
  try {
    if ((await projections.status()).position < to) await settle(to);
    return [];
  } catch (error) {
    if (!(error instanceof TablesBehind)) throw error;
    const { position } = await projections.status();
    return [{ table: "projection", key: "position", column: "position", live: position, expected: to }];
  }
}

/** A file that no import handed over, or that a rollback gave back, is its owner's alone: there is nothing to check. */
async function checkFile({ rosterFile, file }: VerificationParts) {
  const path = await file();
  const live = path === undefined ? "never-written" : await fileState(rosterFile, path);
  if (path === undefined || live === "never-written") return { files: 0, differences: [] };
  const fault: Difference = { table: "file", key: path, column: "my_team", live, expected: "current" };
  return { files: 1, differences: live === "current" ? [] : [fault] };
}

/** A file that is merely a moment behind the tables is about to be written: it gets a second. */
async function fileState(rosterFile: RosterFile, path: string): Promise<string> {
  try {
    for (let looks = 20; ; looks--) {
      const { state } = await rosterFile.status(path);
      if (state !== "behind" || looks === 0) return state;
      await sleep(50);
    }
  } catch (error) {
    if (error instanceof BadFile) return error.message;
    throw error;
  }
}
