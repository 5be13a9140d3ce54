import { noLines, type ReportingLines } from "./guard/lines.ts";
import type { Owner } from "./guard/owners.ts";
import type { Member } from "./member/member.ts";
import type { Queue } from "./queue/queue.ts";

/**
 * All that a decision may see, and never changed in place. What was not loaded is absent, as is what never was.
 * @property emailOwners by normalised address; absent or null where nobody ever had it
 * @property queueNameOwners by normalised name, likewise
 */
export type World = {
  readonly members: ReadonlyMap<string, Member>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly emailOwners: ReadonlyMap<string, Owner | null>;
  readonly queueNameOwners: ReadonlyMap<string, Owner | null>;
  readonly lines: ReportingLines;
  readonly teams: ReadonlySet<string>;
};

export const emptyWorld: World = {
  members: new Map(),
  queues: new Map(),
  emailOwners: new Map(),
  queueNameOwners: new Map(),
  lines: noLines,
  teams: new Set(),
};
