import { setTimeout } from "node:timers/promises";
import type { DecodedEvent } from "../../../app/codec/eventCodec.ts";
import type { EventLog } from "../../../app/ports/eventLog.ts";
import { applyBatch, type BatchTarget } from "./batch.ts";
import {
  hasVersions,
  isRolledBack,
  LeadLost,
  moving,
  type Standing,
  TablesMoved,
  takeOver,
  tryToLead,
} from "./checkpoint.ts";
import { type Decode, opened, streamUpTo } from "./reading.ts";
import { Session } from "./session.ts";
import { TableStore } from "./tableStore.ts";
import { live } from "./tables.ts";
import { canReadWhatIsParked } from "./upgraded.ts";

export type WorkerOptions = {
  readonly openSession: () => Promise<Session>;
  readonly log: EventLog;
  readonly decode: Decode;
  /** How the worker calls itself: host and process id. */
  readonly label: string;
  /** Called after each batch. */
  readonly moved: (position: bigint) => void;
  readonly applied?: ((events: readonly DecodedEvent[], since: number) => void) | undefined;
  /** The present epoch, asked past the worker's own session, which may be in a transaction. */
  readonly epoch: () => Promise<bigint>;
  /** Computes all tables anew, where some are newer than the rest. */
  readonly rebuild: () => Promise<unknown>;
  /** How long a standby waits before it tries again for the lock, and the worker after an interruption or a look. */
  readonly retryMs: number;
};

const pause = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** Applies the log to the live tables, as the one worker across processes. */
export class Worker {
  readonly #options: WorkerOptions;
  #told = "";

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Follows the log until the signal; stands by while another does. What interrupts it is told; it goes on by itself. */
  async run(signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      await this.#lead(signal).catch((problem: unknown) => this.#tell(problem, onProblem));
      await pause(this.#options.retryMs, signal);
    }
  }

  /** The same fault, met again before anything was applied, is told once; that another leads now is none. */
  #tell(problem: unknown, onProblem: (problem: unknown) => void): void {
    if (problem instanceof LeadLost || String(problem) === this.#told) return;
    this.#told = String(problem);
    onProblem(problem);
  }

  /** Applies what there is, up to the position; undefined where another is the worker. */
  async applyUpTo(position: bigint): Promise<bigint | undefined> {
    const { log, openSession, label, decode } = this.#options;
    const session = await openSession();
    try {
      if (!(await tryToLead(session))) return undefined;
      const target = this.#target(session);
      await this.#bringUp(session);
      let at = await takeOver(session, label);
      for await (const events of opened(log.readAll(at.position), decode)) {
        at = await this.#apply(target, at, events);
        if (at.position >= position) break;
      }
      return at.position;
    } finally {
      await session.close();
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { openSession, label, retryMs } = this.#options;
    const session = await openSession();
    const stop = new AbortController();
    try {
      while (!(await tryToLead(session)) || (await isRolledBack(session))) {
        await pause(retryMs, signal);
        if (signal.aborted) return;
      }
      await this.#bringUp(session);
      const standing = await takeOver(session, label);
      void this.#whileEpoch(standing.epoch, stop.signal).then(() => stop.abort());
      // Without its connection the worker holds no lock: it must not wait for events as if it did.
      await this.#follow(this.#target(session), standing, AbortSignal.any([signal, session.lost, stop.signal]));
      session.lost.throwIfAborted();
    } finally {
      stop.abort();
      await session.close();
    }
  }

  /** What an older build left behind is computed anew before anything is laid on top of it. */
  async #bringUp(session: Session): Promise<void> {
    if (!(await hasVersions(session)) || (await canReadWhatIsParked(session, this.#options)))
      await this.#options.rebuild();
  }

  /** Ends with the epoch: a rollback takes the tables away, and no event may come that would show it. */
  async #whileEpoch(epoch: bigint, signal: AbortSignal): Promise<void> {
    const { epoch: present, retryMs } = this.#options;
    // A database that does not answer tells nothing: the session notices that by itself.
    while (!signal.aborted && (await present().catch(() => epoch)) === epoch) await pause(retryMs, signal);
  }

  async #follow(target: BatchTarget, from: Standing, signal: AbortSignal): Promise<void> {
    const { log, decode } = this.#options;
    let at = from;
    while (!signal.aborted) {
      try {
        for await (const events of opened(log.subscribe(at.position, signal), decode))
          at = await this.#apply(target, at, events);
      } catch (error) {
        if (!(error instanceof TablesMoved)) throw error;
        at = { ...at, position: error.position };
      }
    }
  }

  async #apply(target: BatchTarget, at: Standing, page: readonly DecodedEvent[]): Promise<Standing> {
    const since = Date.now();
    // The batch before may have taken the rest of its last request with it.
    const events = page.filter(({ position }) => position > at.position);
    if (events.length === 0) return at;
    const position = await applyBatch(target, events, moving(target.session, at));
    this.#told = "";
    this.#options.applied?.(events, since);
    this.#options.moved(position);
    return { ...at, position };
  }

  #target(session: Session): BatchTarget {
    const { log, decode } = this.#options;
    return {
      ...{ session, store: new TableStore(session, live) },
      readStream: (stream, to) => streamUpTo(this.#options, stream, to),
      readOn: (after) => opened(log.readAll(after), decode),
    };
  }
}
