import type { LineHistory } from "../guard/lines.ts";
import type { Ownership } from "../guard/owners.ts";
import type { Laid } from "../kernel/decider.ts";
import type { MemberEvent } from "../member/messages.ts";
import type { Needs } from "../needs.ts";
import { noQueue, type QueueHistory } from "./queueHistory.ts";
import type { Timeline } from "./timeline.ts";

/** A look at what was loaded, which keeps in mind what else would have been looked at. */
export type Look = {
  member(memberId: string): readonly Laid<MemberEvent>[];
  queue(queueId: string): QueueHistory;
  email(email: string): Ownership;
  queueName(name: string): Ownership;
  lines(): LineHistory;
  /** What was looked for and is not loaded; undefined where all was there. */
  missing(): Needs | undefined;
};

export function lookingAt(loaded: Timeline): Look {
  const missing = { members: new Set<string>(), queues: new Set<string>(), emails: new Set<string>() };
  const names = new Set<string>();
  let lines = false;
  const found = <T>(known: ReadonlyMap<string, T>, key: string, [absent, nothing]: readonly [Set<string>, T]): T => {
    if (!known.has(key)) absent.add(key);
    return known.get(key) ?? nothing;
  };
  return {
    member: (id) => found(loaded.members, id, [missing.members, []]),
    queue: (id) => found(loaded.queues, id, [missing.queues, noQueue]),
    email: (email) => found(loaded.emailOwners, email, [missing.emails, []]),
    queueName: (name) => found(loaded.queueNameOwners, name, [names, []]),
    lines() {
      lines ||= loaded.lines === null;
      return loaded.lines ?? new Map();
    },
    missing() {
      const { members, queues, emails } = missing;
      if (members.size + queues.size + emails.size + names.size === 0 && !lines) return undefined;
      return {
        members: [...members],
        queues: [...queues],
        emails: [...emails],
        queueNames: [...names],
        lines,
        teams: false,
        holds: false,
      };
    },
  };
}
