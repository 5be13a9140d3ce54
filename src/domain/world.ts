import type { ReportingLines } from "./guard/lines.ts";
import type { LegalHolds } from "./hold/hold.ts";
import type { LocalDate } from "./kernel/time.ts";
import type { Member } from "./member/member.ts";
import type { Queue } from "./queue/queue.ts";

/** What begins only after the date of a world: what it is called then, and from when on it is there. */
export type Coming = { readonly name: string; readonly on: LocalDate };

/**
 * All that a decision may see, as it is on one date, and never changed in place. What was not loaded is absent, as is
 * what never was.
 * @property sealed since when members are sealed, whatever the date: what there was of them before is not known any more
 * @property joining members who start later, by id
 * @property opening queues that open later, by id
 * @property emailOwners by normalised address; absent or null where it is nobody's
 * @property queueNameOwners by normalised name, likewise
 * @property teams all that were ever founded: a team has no dates
 * @property holds all legal holds: they hold for every date
 */
export type World = {
  readonly members: ReadonlyMap<string, Member>;
  readonly sealed: ReadonlyMap<string, LocalDate>;
  readonly joining: ReadonlyMap<string, Coming>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly opening: ReadonlyMap<string, Coming>;
  readonly emailOwners: ReadonlyMap<string, string | null>;
  readonly queueNameOwners: ReadonlyMap<string, string | null>;
  readonly lines: ReportingLines;
  readonly teams: ReadonlySet<string>;
  readonly holds: LegalHolds;
};
