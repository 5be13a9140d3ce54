import type { Pool } from "pg";
import { createBell } from "../../log/bell.ts";
import { listen, type Notifications } from "../notifications.ts";
import { tablesChannel } from "./checkpoint.ts";

const pollMs = 100;

/** Where the read tables stand, and waiting for them. */
export class TablesPosition {
  readonly #pool: Pool;
  readonly #bell = createBell();
  #listening: Notifications | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The worker of this very process has moved them: no need to be told by the database. */
  moved(): void {
    this.#bell.ring();
  }

  async now(): Promise<bigint> {
    const query = { name: "muster-tables-position", text: "select position from muster.projection" };
    const { rows } = await this.#pool.query<{ position: string }>(query);
    return BigInt(rows[0]?.position ?? 0);
  }

  /** Which worker's time it is: a new worker begins an epoch, and so does a rollback. */
  async epoch(): Promise<bigint> {
    const query = { name: "muster-tables-epoch", text: "select epoch from muster.projection" };
    const { rows } = await this.#pool.query<{ epoch: string }>(query);
    return BigInt(rows[0]?.epoch ?? 0);
  }

  /** Waits until the tables hold the position or the time is up; answers where they stand then. */
  async reach(position: bigint, timeoutMs: number): Promise<bigint> {
    const until = Date.now() + timeoutMs;
    const never = new AbortController().signal;
    for (;;) {
      const heard = this.#bell.rings();
      const at = await this.now();
      const left = until - Date.now();
      if (at >= position || left <= 0) return at;
      // Polled as well, because a notification may be lost.
      this.#listening ??= listen(this.#pool, tablesChannel, this.#bell);
      await this.#bell.wait(heard, Math.min(pollMs, left), never);
    }
  }

  async close(): Promise<void> {
    await this.#listening?.close();
  }
}
