import { setTimeout as sleep } from "node:timers/promises";
import type { EventCodec } from "./codec/eventCodec.ts";
import { isUnreadable, type Unreadable } from "./codec/eventCodec.ts";
import { recordedAtOf } from "./codec/recordedAt.ts";
import { sealingCheck } from "./retention/sealingCheck.ts";
import { LedgerCheck, type LedgerCheckParts, type LedgerReport } from "./ledger/checkLedger.ts";
import { type Faults, faultList } from "./ledger/faults.ts";
import type { EventLog, Position, Revision, Stored } from "./ports/eventLog.ts";
import { BadFile } from "./preferences/failures.ts";
import { type Difference, type Progress, type Projections, type RowCounts, TablesBehind } from "./ports/projections.ts";
import type { ReadModel } from "./ports/readModel.ts";
import type { RosterFile } from "./ports/rosterFile.ts";

/** How many of each were looked at; tables and file are absent after a rollback, and where only a part was asked for. */
export type Checked = { readonly events: number; readonly file?: number } & Partial<RowCounts>;

/**
 * @property ok whether log, ledger, heads, tables and file agree and nothing is parked; each fault is one of the differences
 * @property first the first place where the log is not what the ledger and the signed heads say
 */
export type Verification = {
  readonly ok: boolean;
  readonly position: Position;
  readonly ledger: LedgerReport;
  readonly first: Difference | null;
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
  readonly ledger: LedgerCheckParts & {
    /** Brings the ledger to the log's end, and signs that. */
    bringUp(to: Position): Promise<unknown>;
  };
  /** Brings tables and file to a position. @throws {TablesBehind} */
  readonly settle: (to: Position) => Promise<unknown>;
};

type Asked = { readonly progress?: Progress | undefined; readonly from?: Position | undefined };

/**
 * Checks the law: the log reads whole and is what the ledger and the signed heads say, the live tables hold all of it and
 * are what projecting it from empty gives, and the file is what the tables say. After a rollback there is only the log to
 * check; `from` confines it to the log from a position on, with ledger and heads, for it takes all of the log to tell of tables.
 */
export async function verify(parts: VerificationParts, { progress, from }: Asked = {}): Promise<Verification> {
  const part = from !== undefined || (await parts.readModel.isRolledBack());
  const both = part ? undefined : summed(progress);
  const checking = checkLog(parts, { from, opens: part }, both?.next() ?? progress);
  // Beside each other: one waits for the database while the other computes.
  const [log, tables] = await Promise.all([checking, part ? undefined : checkTables(parts, both?.next())]);
  const { events, position, ledger, faults } = log;
  for (const event of tables?.unreadable ?? []) tellUnreadable(faults, event);
  const ofLog = faults.list();
  const told = { ledger, first: firstOf(ofLog) };
  if (!tables) return { ok: ofLog.length === 0, position, ...told, checked: { events }, differences: ofLog };
  const file = await checkFile(parts);
  const differences = [...ofLog, ...tables.differences, ...file.differences];
  const checked = { events, ...tables.rows, file: file.files };
  return { ok: differences.length === 0, position: tables.position, ...told, checked, differences };
}

async function checkTables(parts: VerificationParts, progress: Progress | undefined) {
  const behind = await bringUp(parts, await newestIn(parts.log));
  const tables = await parts.projections.verify(progress);
  const parked = (await parts.projections.parked()).map(({ key, position: at, type, error }): Difference => ({
    ...{ table: "parked", key, column: "*", live: error },
    expected: `${type} at position ${at} applied`,
  }));
  return { ...tables, differences: [...behind, ...tables.differences, ...parked] };
}

/** What the log says of its end may be wrong, which is looked at elsewhere. */
const newestIn = async (log: EventLog): Promise<Position> => (await log.extent?.(0n, 0n))?.newest ?? log.head();

/** Several kinds of work over the same log, each with a progress of its own, as one. */
function summed(progress: Progress | undefined) {
  const each: { done: Position; head: Position }[] = [];
  const sum = (of: "done" | "head") => each.reduce((total, one) => total + one[of], 0n);
  return {
    next(): Progress {
      const one = { done: 0n, head: 0n };
      each.push(one);
      return (done, head) => {
        Object.assign(one, { done, head });
        progress?.(sum("done"), sum("head"));
      };
    },
  };
}

/** What a head contradicts is named last, for it tells of all events before it. */
function firstOf(differences: readonly Difference[]): Difference | null {
  const events = differences.filter(({ table, key }) => table === "log" && /^-?\d+$/.test(key));
  const [first] = events.toSorted((a, b) => (BigInt(a.key) < BigInt(b.key) ? -1 : 1));
  return first ?? differences.find(({ table }) => table === "heads" || table === "ledger" || table === "log") ?? null;
}

/**
 * Positions rise, each stream counts its revisions without a gap, and all of it is what was signed. Events are opened here
 * only where the tables are not looked at, for which they are all opened.
 */
async function checkLog(
  parts: VerificationParts,
  { from, opens }: { readonly from: Position | undefined; readonly opens: boolean },
  progress: Progress | undefined,
) {
  const { log, codec } = parts;
  const faults = faultList();
  const head = await log.head();
  // What stands in its way is what is told below.
  await parts.ledger.bringUp(head).catch(() => undefined);
  const check = await LedgerCheck.begin(parts.ledger, faults, from);
  const order = orderCheck(faults, check.start);
  const sealings = sealingCheck(faults, codec, await parts.ledger.keys.published());
  let last: Stored | undefined;
  for await (const page of ahead(log.readAll(check.start.position))) {
    await check.take(page);
    last = page.at(-1) ?? last;
    for (const event of page) order.take(event);
    await sealings.take(page);
    if (opens) for (const event of await codec.decode(page)) if (isUnreadable(event)) tellUnreadable(faults, event);
    progress?.(order.position, order.position > head ? order.position : head);
  }
  sealings.finish();
  const { events, position } = order;
  await checkExtent(log, { events, after: check.start.position, position, last }, faults);
  const ledger = await check.finish();
  return { events, position, ledger, faults };
}

const tellUnreadable = (faults: Faults, { position, unreadable }: Pick<Unreadable, "position" | "unreadable">): void =>
  faults.add("log", String(position), { column: "bytes", live: unreadable, expected: "an event that can be read" });

/** Where it begins in the midst, a stream's first revision is taken as it is. */
function orderCheck(faults: Faults, start: { readonly position: Position }) {
  const revisions = new Map<string, Revision>();
  const order = { events: 0, position: start.position, take };
  function take({ position, stream, revision }: { position: Position; stream: string; revision: Revision }): void {
    const before = revisions.get(stream) ?? (start.position === 0n ? -1n : revision - 1n);
    const fault = (column: string, live: unknown, expected: unknown) =>
      faults.add("log", String(position), { column, live, expected });
    if (position <= order.position) fault("position", position, `more than ${order.position}`);
    if (revision !== before + 1n) fault("revision", revision, before + 1n);
    revisions.set(stream, revision);
    order.position = position;
    order.events++;
  }
  return order;
}

type Read = {
  readonly events: number;
  readonly after: Position;
  readonly position: Position;
  readonly last: Stored | undefined;
};

/** No event lies where readers do not come, and appends go on from the newest. */
async function checkExtent(log: EventLog, { events, after, position, last }: Read, faults: Faults): Promise<void> {
  const extent = await log.extent?.(after, position);
  if (!extent) return;
  const { stored, newest, head, recordedAt } = extent;
  if (stored !== events)
    faults.add("log", "*", { column: "events", live: stored, expected: `${events}, as they are read` });
  if (newest !== head) faults.add("log", "head", { column: "position", live: head, expected: newest });
  const recorded = last && head === position ? instantOf(last) : undefined;
  if (recorded !== undefined && recorded !== recordedAt)
    faults.add("log", "head", { column: "recorded_at", live: recordedAt, expected: recorded });
}

/** When an event was recorded, in milliseconds; undefined where its bytes do not say. */
function instantOf(event: Stored): number | undefined {
  try {
    return Date.parse(recordedAtOf(event));
  } catch {
    return undefined;
  }
}

/** The next page is read while one is looked at. */
async function* ahead<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const source = pages[Symbol.asyncIterator]();
  let next = source.next();
  for (;;) {
    const read = await next;
    if (read.done) return;
    next = source.next();
    // Met at its turn, unless whoever reads has stopped.
    next.catch(() => undefined);
    yield read.value;
  }
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
