import { folded } from "../../domain/kernel/fold.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import type { QueueRow, RosterMember, RosterQueries } from "../ports/rosterQueries.ts";
import { nearMatches } from "./nearMatches.ts";

/** What people call members and queues, turned into their ids. */
export type References = {
  /** By id, email or unambiguous name. @throws {Rejection} `member-unknown`, `ambiguous-name` */
  member(reference: string): Promise<string>;
  /** By id or name; an open queue comes before closed ones of its name. @throws {Rejection} `queue-unknown`, `ambiguous-name` */
  queue(reference: string): Promise<string>;
  queues(references: readonly string[]): Promise<readonly string[]>;
};

// Postgres takes no null character in a text, and nothing is named so.
const findable = (reference: string): boolean => !reference.includes("\0");

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function references(queries: RosterQueries): References {
  const queue = async (reference: string): Promise<string> => {
    // An id is good even where the tables do not hold it yet: the log decides whether there is such a queue.
    if (id.test(reference.trim())) return reference.trim().toLowerCase();
    const found = findable(reference) ? await queries.findQueues(reference) : [];
    const open = found.filter((each) => each.open);
    const [one, ...others] = open.length > 0 ? open : found;
    if (one === undefined) return unknownQueue(queries, reference);
    return others.length === 0 ? one.queueId : severalQueues(reference, [one, ...others]);
  };
  return {
    async member(reference) {
      if (id.test(reference.trim())) return reference.trim().toLowerCase();
      const found = findable(reference) ? await queries.findMembers(reference) : [];
      const byEmail = found.filter(({ email }) => folded(email) === folded(reference));
      const [one, ...others] = byEmail.length > 0 ? byEmail : found;
      if (one === undefined) return unknownMember(queries, reference);
      return others.length === 0 ? one.memberId : severalMembers(reference, [one, ...others]);
    },
    queue,
    queues: (references) => Promise.all(references.map(queue)),
  };
}

async function unknownMember(queries: RosterQueries, reference: string): Promise<never> {
  const everyone = await queries.roster({ all: true });
  const near = nearMatches(
    reference,
    everyone.flatMap(({ name, email }) => [name, email]),
  );
  return reject(
    "member-unknown",
    near.length > 0
      ? `There is no member ${shown(reference)}: did you mean ${orList(near)}?`
      : `There is no member ${shown(reference)}: give an email address, an id or a full name from the roster.`,
    { reference, near },
  );
}

async function unknownQueue(queries: RosterQueries, reference: string): Promise<never> {
  const names = (await queries.queues()).map(({ name }) => name);
  const near = nearMatches(reference, names);
  const choice = near.length > 0 ? near : names.slice(0, 10);
  const sentence =
    near.length > 0
      ? `did you mean ${orList(near)}?`
      : names.length > 0
        ? `the open queues are ${choice.join(", ")}${names.length > choice.length ? ", …" : ""}.`
        : "none is open yet; open it first.";
  return reject("queue-unknown", `There is no queue ${shown(reference)}: ${sentence}`, { reference, near: choice });
}

function severalMembers(reference: string, members: readonly RosterMember[]): never {
  const named = members.map(({ email, active }) => (active ? email : `${email} (has left)`));
  return reject(
    "ambiguous-name",
    `There are ${members.length} members called ${shown(reference)}: ${named.join(", ")}. Give the email address of the one you mean.`,
    { reference, members: members.map(({ memberId, name, email, active }) => ({ memberId, name, email, active })) },
  );
}

function severalQueues(reference: string, queues: readonly QueueRow[]): never {
  const named = queues.map(({ queueId, closedOn }) => `${queueId} (${closedOn ? `closed on ${closedOn}` : "open"})`);
  return reject(
    "ambiguous-name",
    `There are ${queues.length} queues called ${shown(reference)}: ${named.join(", ")}. Give the id of the one you mean.`,
    { reference, queues: queues.map(({ queueId, name, open }) => ({ queueId, name, open })) },
  );
}

const orList = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1) ?? ""}`;

const shown = (reference: string): string => (reference.length > 100 ? `${reference.slice(0, 100)}…` : reference);
