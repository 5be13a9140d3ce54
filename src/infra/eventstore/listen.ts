import { END, streamNameFilter } from "@eventstore/db-client";
import type { Bell } from "../log/bell.ts";
import type { Connection } from "./client.ts";

const longestPauseMs = 1_000;

/**
 * Rings the bell when something is appended, until the signal. The server's subscription says only that there is
 * something to read: it ends when the line breaks, and its checkpoints may pass events that it has not delivered.
 */
export function listen({ client }: Connection, prefix: string, bell: Bell, signal: AbortSignal): void {
  let pause = 25;
  const open = () => {
    if (signal.aborted) return;
    const subscription = client.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: [prefix] }) });
    const ended = Promise.withResolvers<undefined>();
    const end = () => ended.resolve(undefined);
    subscription
      // What came while nobody listened.
      .on("confirmation", () => bell.ring())
      .on("data", () => {
        pause = 25;
        bell.ring();
      })
      // The listener stays: an error without one would end the process.
      .on("error", end)
      .on("end", end);
    signal.addEventListener("abort", end, { once: true });
    void ended.promise.then(() => {
      signal.removeEventListener("abort", end);
      subscription.unsubscribe().catch(() => undefined);
      if (!signal.aborted) setTimeout(open, (pause = Math.min(pause * 2, longestPauseMs))).unref();
    });
  };
  open();
}
