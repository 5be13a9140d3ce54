import { reject } from "../../domain/kernel/rejection.ts";
import { confinedTo, mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import type { QueuePerson, RevisedQueue, Slice } from "../ports/rosterPages.ts";
import type { QueueCoverage } from "../ports/rosterQueries.ts";
import { references } from "../roster/references.ts";
import { mapPage, type Page, page } from "./page.ts";

/** One who covers a queue, without what is personal where the principal may not see it. */
export type SeenPerson = Omit<QueuePerson, "email"> & { readonly email?: string };

/** Reads of queues for one principal. Their names, and how many cover them, are of no team: any reader may see them. */
export type QueueReads = {
  queues(all: boolean, slice: Slice): Promise<Page<RevisedQueue>>;
  /** @throws {Rejection} `queue-unknown`, `ambiguous-name` */
  queue(reference: string): Promise<RevisedQueue>;
  /** Those in reach who cover the queue, and with `all` those who did. @throws {Rejection} as above */
  queueMembers(reference: string, all: boolean, slice: Slice): Promise<Page<SeenPerson>>;
  coverage(uncovered: boolean, slice: Slice): Promise<Page<QueueCoverage>>;
};

type Reading = Pick<Muster, "queries" | "pages">;

export const queueReads = (muster: Reading, principal: Principal): QueueReads => ({
  async queues(all, slice) {
    confinedTo(principal, "read-roster");
    return page(
      slice,
      (part) => muster.pages.queues(all, part),
      ({ name, queueId }) => [name, queueId],
    );
  },
  async queue(reference) {
    confinedTo(principal, "read-roster");
    return known(muster, reference);
  },
  async queueMembers(reference, all, slice) {
    const team = confinedTo(principal, "read-roster");
    const { queueId } = await known(muster, reference);
    const ask = (part: Slice) => muster.pages.queueMembers(queueId, { all, team }, part);
    const found = await page(slice, ask, ({ name, assignmentId }) => [name, assignmentId]);
    return mapPage(found, (person) => seenPerson(principal, person));
  },
  async coverage(uncovered, slice) {
    confinedTo(principal, "read-roster");
    return page(
      slice,
      (part) => muster.pages.coverage(uncovered, part),
      ({ queue, queueId }) => [queue, queueId],
    );
  },
});

async function known({ pages, queries }: Reading, reference: string): Promise<RevisedQueue> {
  const queueId = await references(queries).queue(reference);
  return (await pages.queue(queueId)) ?? unknown(queueId);
}

function seenPerson(principal: Principal, { email, ...person }: QueuePerson): SeenPerson {
  return mayDo(principal, { kind: "read-personal", team: person.team }) ? { ...person, email } : person;
}

const unknown = (queueId: string): never =>
  reject("queue-unknown", `There is no queue ${queueId}: list the queues.`, { queueId });
