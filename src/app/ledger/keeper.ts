import { setTimeout as sleep } from "node:timers/promises";
import type { Stored } from "../ports/eventLog.ts";
import type { LedgerLead, LedgerRow, LedgerStanding, LedgerTable } from "../ports/ledger.ts";
import { chain } from "./hashing.ts";
import { headSigning, type HeadSigningParts } from "./headSigning.ts";

/**
 * @property everyMs how long what was recorded may go unsigned
 * @property retryMs after how long a standby tries again to be the one that writes
 */
export type LedgerKeeperParts = HeadSigningParts & {
  readonly table: LedgerTable;
  readonly everyMs?: number;
  readonly retryMs?: number;
};

type OnProblem = (problem: unknown) => void;

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);
const closingMs = 3_000;

/** Keeps the ledger in step with the log, and signs its head; one process across machines does, others stand by. */
export class LedgerKeeper {
  readonly #parts: LedgerKeeperParts;
  #told = "";
  #running = false;
  #due: NodeJS.Timeout | undefined;
  #under: Promise<unknown> = Promise.resolve();

  constructor(parts: LedgerKeeperParts) {
    this.#parts = parts;
  }

  /** Follows the log until the signal. What stands in the way is told, once, and tried again. */
  async run(signal: AbortSignal, onProblem: OnProblem): Promise<void> {
    const { retryMs = 250 } = this.#parts;
    const tell = (problem: unknown) => this.#tell(problem, onProblem);
    this.#running = true;
    while (!signal.aborted) {
      await this.#asLead((lead) => this.#follow(lead, signal, tell)).catch(tell);
      await pause(retryMs, signal);
    }
    this.#running = false;
  }

  /**
   * Brings it to the log's present end and signs that, where no other process does. Answers whether it was this one.
   * @throws {LedgerContradicted}
   */
  async bringUp(): Promise<boolean> {
    const led = await this.#asLead(async (lead) => {
      let at = await lead.standing();
      for await (const page of this.#parts.log.readAll(at.position)) at = await this.#extend(lead, at, page);
      await headSigning(this.#parts).sign(lead, at);
      return true;
    });
    return led ?? false;
  }

  /** Something was recorded: unless it is followed here, it is taken in soon, and at the latest at the end. */
  soon(): void {
    if (this.#running || this.#due) return;
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#attempt();
    }, this.#parts.everyMs ?? 500).unref();
  }

  async close(): Promise<void> {
    if (this.#due) {
      clearTimeout(this.#due);
      this.#attempt();
    }
    await Promise.race([this.#under, sleep(closingMs, undefined, { ref: false })]);
  }

  /** Whoever comes next does it, where this process cannot; one that keeps running tells of it. */
  #attempt(): void {
    this.#under = this.#under.then(() => this.bringUp()).catch(() => undefined);
  }

  #tell(problem: unknown, onProblem: OnProblem): void {
    if (String(problem) === this.#told) return;
    this.#told = String(problem);
    onProblem(problem);
  }

  async #asLead<T>(work: (lead: LedgerLead) => Promise<T>): Promise<T | undefined> {
    const lead = await this.#parts.table.lead();
    if (!lead) return undefined;
    try {
      return await work(lead);
    } finally {
      await lead.leave();
    }
  }

  async #follow(lead: LedgerLead, signal: AbortSignal, tell: OnProblem): Promise<void> {
    const ended = new AbortController();
    let at = await lead.standing();
    const signing = this.#signRegularly(lead, () => at, { until: ended.signal, tell });
    try {
      for await (const page of this.#parts.log.subscribe(at.position, AbortSignal.any([signal, lead.lost]))) {
        at = await this.#extend(lead, at, page);
        this.#told = "";
      }
    } finally {
      ended.abort();
      await signing;
    }
    lead.lost.throwIfAborted();
  }

  /** Also once more at the end. */
  async #signRegularly(
    lead: LedgerLead,
    at: () => LedgerStanding,
    { until, tell }: { readonly until: AbortSignal; readonly tell: OnProblem },
  ): Promise<void> {
    const signing = headSigning(this.#parts);
    let ended = false;
    while (!ended) {
      await pause(this.#parts.everyMs ?? 500, until);
      ended = until.aborted;
      if (!lead.lost.aborted) await signing.sign(lead, at()).catch(tell);
    }
  }

  async #extend(lead: LedgerLead, from: LedgerStanding, page: readonly Stored[]): Promise<LedgerStanding> {
    const rows: LedgerRow[] = [];
    let last: { readonly count: number; readonly hash: Uint8Array } = from;
    for (const event of page) {
      const link = chain.after(last, event);
      rows.push({ ...link, position: event.position });
      last = link;
    }
    return rows.length === 0 ? from : lead.extend(from, rows);
  }
}
