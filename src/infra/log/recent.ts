import type { Position, Stored } from "../../app/ports/eventLog.ts";

/** The newest events of a log. */
export type Recent = {
  add(page: readonly Stored[]): void;
  /** All that came after a position; undefined where some of it is not kept any more. */
  after(position: Position): readonly Stored[] | undefined;
};

/** Keeps so many of those that come after a position. */
export function recent(head: Position, most: number): Recent {
  let [events, from]: [readonly Stored[], Position] = [[], head];
  return {
    add(page) {
      const all = [...events, ...page];
      events = all.slice(-most);
      from = all.at(-most - 1)?.position ?? from;
    },
    after: (position) =>
      position < from ? undefined : events.slice(events.findLastIndex((event) => event.position <= position) + 1),
  };
}
