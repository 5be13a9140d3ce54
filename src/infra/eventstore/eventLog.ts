import {
  type Appended,
  type EventLog,
  noStream,
  type Position,
  type Revision,
  type Stored,
  type Write,
} from "../../app/ports/eventLog.ts";
import { createBell } from "../log/bell.ts";
import { checkAppend } from "../log/checkAppend.ts";
import { follow } from "../log/follow.ts";
import { pages } from "../log/pages.ts";
import { type Append, appends } from "./appends.ts";
import { connect, type Connection } from "./client.ts";
import { listen } from "./listen.ts";
import { patiently } from "./patiently.ts";
import { type Reads, reads } from "./reads.ts";

const streamPage = 500;
// The server tells of what is new; this covers what it forgets to tell.
const pollMs = 1_000;

class EventStoreEventLog implements EventLog {
  readonly atomic = false;
  readonly #connection: Connection;
  readonly #prefix: string;
  readonly #reads: Reads;
  readonly #append: Append;
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(connection: Connection, prefix: string) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#reads = reads(connection, prefix);
    this.#append = appends(connection, this.#reads, prefix);
  }

  async append(writes: readonly Write[]): Promise<Appended> {
    checkAppend(writes);
    const [write, ...others] = writes;
    if (!write || others.length > 0) throw new Error("EventStoreDB appends to one stream at a time.");
    return this.#inTurn(write.stream, () => this.#append(write));
  }

  readStream(stream: string, after: Revision = noStream): AsyncIterable<readonly Stored[]> {
    return pages(
      (last) => patiently(() => this.#reads.stream(stream, (last?.revision ?? after) + 1n, streamPage)),
      streamPage,
    );
  }

  readAll(after: Position, { pageSize = 1_000 } = {}): AsyncIterable<readonly Stored[]> {
    return pages((last) => patiently(() => this.#reads.after(last?.position ?? after, pageSize)), pageSize);
  }

  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<readonly Stored[]> {
    const bell = createBell();
    const listening = new AbortController();
    listen(this.#connection, this.#prefix, bell, AbortSignal.any([signal, listening.signal]));
    try {
      const readAll: EventLog["readAll"] = (from, options) => this.readAll(from, options);
      yield* follow({ readAll, bell, pollMs }, after, signal);
    } finally {
      listening.abort();
    }
  }

  async head(): Promise<Position> {
    return (await patiently(() => this.#reads.newest()))?.position ?? 0n;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** This process's appends to one stream go one after the other, in the order in which they were asked for. */
  #inTurn<T>(stream: string, append: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(stream) ?? Promise.resolve();
    const mine = before.then(append, append);
    const done = mine
      .catch(() => undefined)
      .finally(() => {
        if (this.#queues.get(stream) === done) this.#queues.delete(stream);
      });
    this.#queues.set(stream, done);
    return mine;
  }
}

/**
 * The log in EventStoreDB 24.2 or later, a node or a cluster.
 * @param url a connection string, such as `esdb://localhost:2113?tls=false`
 * @param name the log's name, which every stream's begins with; several logs may share a server
 */
export function eventStoreEventLog(url: string, name: string): EventLog {
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    throw new Error(`A log's name has letters, digits, - and _ only; "${name}" has others.`);
  return new EventStoreEventLog(connect(url), `${name}.`);
}
