import { addDays, type LocalDate } from "../../domain/kernel/time.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import { normaliseQueueName } from "../../domain/queue/name.ts";
import type { MemberDetails, QueueRow } from "../ports/rosterQueries.ts";
import type { Terms } from "./plan.ts";
import type { CsvRow } from "./rows.ts";

/**
 * Somebody whom the file or the roster knows.
 * @property since the first day on which they can be reported to
 * @property until their last day, where the import is about to record it
 */
export type Person = {
  readonly memberId: string;
  readonly email: string;
  readonly name: string;
  readonly present: MemberDetails | undefined;
  readonly row: CsvRow | undefined;
  readonly since: LocalDate;
  readonly until: LocalDate | null;
};

/** The roster and the file together. */
export type People = {
  readonly all: readonly Person[];
  byEmail(email: string): Person | undefined;
  byId(memberId: string): Person | undefined;
  /** Open ones by name come first. */
  queue(name: string): QueueRow | undefined;
  readonly queueNames: readonly string[];
};

export type Roster = { readonly members: readonly MemberDetails[]; readonly queues: readonly QueueRow[] };

/** A last day that is over. */
const over = (row: CsvRow, today: LocalDate): LocalDate | null => {
  const end = row.values?.end ?? null;
  return end !== null && end < today ? end : null;
};

export function people(rows: readonly CsvRow[], roster: Roster, terms: Terms): People {
  const members = new Map(roster.members.map((member) => [normaliseEmail(member.email), member]));
  const found = new Map<string, Person>();
  for (const row of rows)
    if (row.key !== "" && !found.has(row.key)) found.set(row.key, named(row, members.get(row.key), terms));
  const teams = new Set(rows.flatMap(({ values }) => (values === null ? [] : [values.team])));
  for (const [key, present] of members)
    if (!found.has(key))
      found.set(key, unnamed(present, terms.complete && teams.has(present.team) ? terms : undefined));
  const byId = new Map([...found.values()].map((person) => [person.memberId, person]));
  const queues = new Map<string, QueueRow>();
  for (const queue of roster.queues) {
    const key = normaliseQueueName(queue.name);
    if (queue.open || !queues.has(key)) queues.set(key, queue);
  }
  return {
    all: [...found.values()],
    byEmail: (email) => found.get(normaliseEmail(email)),
    byId: (memberId) => byId.get(memberId),
    queue: (name) => queues.get(normaliseQueueName(name)),
    queueNames: roster.queues.filter(({ open }) => open).map(({ name }) => name),
  };
}

function named(row: CsvRow, present: MemberDetails | undefined, { on, today, newId }: Terms): Person {
  const start = row.values?.start ?? null;
  return {
    memberId: present?.memberId ?? newId(row.row),
    email: present?.email ?? row.email,
    name: row.values?.name ?? present?.name ?? row.email,
    ...{ present, row },
    since: present?.active ? present.startDate : (start ?? on),
    until: present === undefined || present.active ? over(row, today) : null,
  };
}

/** Who is active and not in a file that says it is complete has left. */
const unnamed = (present: MemberDetails, leaving: Terms | undefined): Person => ({
  ...{ memberId: present.memberId, email: present.email, name: present.name, present, row: undefined },
  since: present.startDate,
  until: leaving !== undefined && present.active ? addDays(leaving.on, -1) : null,
});
