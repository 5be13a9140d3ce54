import { createHash } from "node:crypto";
import { recordedAtOf } from "../../app/codec/recordedAt.ts";
import { tombstoneBytes, tombstoneIn } from "../../app/codec/tombstone.ts";
import type { Tombstones } from "../../app/ports/tombstones.ts";
import {
  noStream,
  StreamConflict,
  type Appended,
  type EventLog,
  type Position,
  type Revision,
  type Stored,
  type Write,
} from "../../app/ports/eventLog.ts";
import { createBell } from "../log/bell.ts";
import { checkAppend } from "../log/checkAppend.ts";
import { follow } from "../log/follow.ts";
import { pages } from "../log/pages.ts";

export type MemoryLogOptions = {
  /** Whether it takes several writes in one append; without, it behaves as a log that knows one stream at a time. */
  readonly atomic?: boolean;
  readonly now?: () => Date;
};

const streamPage = 1_000;
// Every append rings, so there is nothing to look for between rings.
const noPollMs = 2 ** 30;

/** What a memory log can do beside: its events' bytes give way to tombstones, as a sealing has it. */
export type MemoryLog = EventLog & Tombstones;

class MemoryEventLog implements MemoryLog {
  readonly atomic: boolean;
  readonly #now: () => Date;
  readonly #all: Stored[] = [];
  readonly #streams = new Map<string, Stored[]>();
  readonly #byId = new Map<string, Stored>();
  readonly #bell = createBell();
  #recordedAt = "";

  constructor({ atomic = true, now = () => new Date() }: MemoryLogOptions) {
    this.atomic = atomic;
    this.#now = now;
  }

  // One step without an await in it, so that nobody comes between the checks and the storing.
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws must reject
  async append(writes: readonly Write[]): Promise<Appended> {
    checkAppend(writes);
    if (!this.atomic && writes.length > 1) throw new Error("This log appends to one stream at a time.");
    const repeated = this.#repeated(writes);
    if (repeated) return repeated;
    const conflict = writes.find(({ stream, expected }) => this.#revisionOf(stream) !== expected);
    if (conflict) throw new StreamConflict(conflict.stream, conflict.expected);
    this.#refusePart(writes);
    const instant = this.#now().toISOString();
    if (instant > this.#recordedAt) this.#recordedAt = instant;
    for (const stored of this.#stored(writes)) this.#keep(stored);
    this.#bell.ring();
    return { position: BigInt(this.#all.length), repeated: false };
  }

  readStream(stream: string, after: Revision = noStream): AsyncIterable<readonly Stored[]> {
    return pages((last) => {
      const from = Number((last?.revision ?? after) + 1n);
      return Promise.resolve(this.#streams.get(stream)?.slice(from, from + streamPage) ?? []);
    }, streamPage);
  }

  readAll(after: Position, { pageSize = 1_000 } = {}): AsyncIterable<readonly Stored[]> {
    return pages((last) => {
      const from = Number(last?.position ?? after);
      return Promise.resolve(this.#all.slice(from, from + pageSize));
    }, pageSize);
  }

  subscribe(after: Position, signal: AbortSignal): AsyncIterable<readonly Stored[]> {
    const readAll: EventLog["readAll"] = (from, options) => this.readAll(from, options);
    return follow({ readAll, bell: this.#bell, pollMs: noPollMs }, after, signal);
  }

  positionOf(eventId: string): Promise<Position | undefined> {
    return Promise.resolve(this.#byId.get(eventId)?.position);
  }

  head(): Promise<Position> {
    return Promise.resolve(BigInt(this.#all.length));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  place(stream: string, events: number): Promise<void> {
    const own = this.#streams.get(stream) ?? [];
    const sealedAt = own.findLastIndex(({ type }) => type === "MemberSealed");
    if (sealedAt < events) throw new Error(`No sealing of ${stream} is recorded after its first ${events} events.`);
    for (const stored of own.slice(0, events)) this.#entomb(stored);
    return Promise.resolve();
  }

  #entomb(stored: Stored): void {
    if (tombstoneIn(stored.bytes)) return;
    const digest = createHash("sha256").update(stored.bytes).digest("hex");
    const tomb = { ...stored, bytes: tombstoneBytes({ digest, recordedAt: recordedAtOf(stored) }) };
    this.#all[Number(stored.position) - 1] = tomb;
    this.#streams.get(stored.stream)?.splice(Number(stored.revision), 1, tomb);
    this.#byId.set(stored.eventId, tomb);
  }

  #revisionOf(stream: string): Revision {
    return this.#streams.get(stream)?.at(-1)?.revision ?? noStream;
  }

  #repeated(writes: readonly Write[]): Appended | undefined {
    const [first] = writes;
    if (!first?.events.every(({ eventId }) => this.#byId.get(eventId)?.stream === first.stream)) return undefined;
    return {
      position: this.#there(writes).reduce((a, b) => (a.position > b.position ? a : b)).position,
      repeated: true,
    };
  }

  #refusePart(writes: readonly Write[]): void {
    const [there] = this.#there(writes);
    if (there) throw new Error(`Event ${there.eventId} is in the log already, without all of its append.`);
  }

  #there(writes: readonly Write[]): readonly Stored[] {
    return writes.flatMap(({ events }) => events.flatMap(({ eventId }) => this.#byId.get(eventId) ?? []));
  }

  #stored(writes: readonly Write[]): readonly Stored[] {
    let position = BigInt(this.#all.length);
    return writes.flatMap(({ stream, expected, events }) =>
      events.map(({ eventId, type, bytesAt }, n) => {
        position += 1n;
        const bytes = Uint8Array.from(bytesAt(this.#recordedAt));
        return { position, stream, revision: expected + BigInt(n + 1), eventId, type, bytes };
      }),
    );
  }

  #keep(stored: Stored): void {
    const inStream = this.#streams.get(stored.stream);
    if (inStream) inStream.push(stored);
    else this.#streams.set(stored.stream, [stored]);
    this.#all.push(stored);
    this.#byId.set(stored.eventId, stored);
  }
}

/** The log in memory, for tests and for what-if. It lasts as long as the process. */
export const memoryEventLog = (options: MemoryLogOptions = {}): MemoryLog => new MemoryEventLog(options);
