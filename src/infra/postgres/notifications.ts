import { setTimeout } from "node:timers/promises";
import type { Pool } from "pg";
import type { Bell } from "../log/bell.ts";

export type Notifications = { close(): Promise<void> };

const reconnectMs = 250;

/** Listens until the connection ends. */
async function session(pool: Pool, channel: string, { bell, signal }: { bell: Bell; signal: AbortSignal }) {
  const client = await pool.connect();
  const over = new Promise((resolve) => {
    client.once("end", resolve);
    signal.addEventListener("abort", resolve);
  });
  client.on("error", () => undefined);
  client.on("notification", () => bell.ring());
  try {
    await client.query(`listen ${channel}`);
    // For what came before, or between two sessions.
    bell.ring();
    if (!signal.aborted) await over;
  } finally {
    client.release(true);
  }
}

/** Rings the bell at each notification on a channel, on a connection of its own that is replaced when it drops. */
export function listen(pool: Pool, channel: string, bell: Bell): Notifications {
  const closing = new AbortController();
  const { signal } = closing;

  async function keepListening(): Promise<void> {
    while (!signal.aborted) {
      // Until it is back, those who follow look by themselves.
      await session(pool, channel, { bell, signal }).catch(() => undefined);
      await setTimeout(reconnectMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const listening = keepListening();
  return {
    close: () => {
      closing.abort();
      return listening;
    },
  };
}
