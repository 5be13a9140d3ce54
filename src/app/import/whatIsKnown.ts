import { reject } from "../../domain/kernel/rejection.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import { normaliseQueueName } from "../../domain/queue/name.ts";
import { deriveId, newCommandId } from "../ids.ts";
import type { GuardKey } from "../ports/guardKey.ts";
import type { QueueRow, RosterMember, RosterQueries } from "../ports/rosterQueries.ts";
import { inWords } from "../preferences/failures.ts";
import type { Preferences, WantedMember, WantedQueue } from "./readPreferences.ts";

/** Something that the file names: the id that it has or will get, and the command that makes it or adds to it. */
type Named = { readonly id: string; readonly present: boolean; readonly commandId: string };

/** `covers` are the names of the queues that the member covers, normalised. */
export type KnownMember = Named & { readonly covers: ReadonlySet<string> };

/** How the members and queues of a file stand in the log, by email and by name. */
export type Known = { member(email: string): KnownMember; queue(name: string): Named };

export type KnownParts = { readonly queries: RosterQueries; readonly guardKey: GuardKey };

/**
 * Compares a file with the tables.
 * @throws {Rejection} where the file names a member who has left, or a queue that is closed
 */
export async function whatIsKnown(parts: KnownParts, file: Preferences): Promise<Known> {
  const rows = await parts.queries.queues({ all: true });
  const queues = new Map(
    file.queues.map((queue) => [normaliseQueueName(queue.name), knownQueue(parts, rows, { file, queue })]),
  );
  const members = new Map<string, KnownMember>();
  for (const member of file.members) members.set(normaliseEmail(member.email), await knownMember(parts, file, member));
  return {
    member: (email) => found(members.get(normaliseEmail(email)), email),
    queue: (name) => found(queues.get(normaliseQueueName(name)), name),
  };
}

function found<T>(known: T | undefined, name: string): T {
  if (known === undefined) throw new Error(`The import asks for ${name}, which is not in its file.`);
  return known;
}

type WantedIn = { readonly file: Preferences; readonly queue: WantedQueue };

function knownQueue({ guardKey }: KnownParts, rows: readonly QueueRow[], { file, queue }: WantedIn): Named {
  const named = rows.filter(({ name }) => normaliseQueueName(name) === normaliseQueueName(queue.name));
  const open = named.find((row) => row.open);
  if (open) return { id: open.queueId, present: true, commandId: newCommandId() };
  const closed = named[0];
  if (closed)
    reject(
      "queue-closed",
      `${file.file}, ${inWords(queue.place)}: the queue ${closed.name} was closed on ${closed.closedOn ?? "an earlier day"}: ` +
        "take it out of the file, or open a queue of that name first.",
      { queueId: closed.queueId, queue: closed.name, place: queue.place },
    );
  const used = new Set(rows.map(({ queueId }) => queueId));
  for (let generation = 0; ; generation += 1) {
    const id = keyedId(guardKey, "queue", normaliseQueueName(queue.name), generation);
    if (!used.has(id)) return { id, present: false, commandId: deriveId("import", id) };
  }
}

async function knownMember(
  { queries, guardKey }: KnownParts,
  file: Preferences,
  wanted: WantedMember,
): Promise<KnownMember> {
  const row = await memberByEmail(queries, wanted.email);
  if (row && !row.active)
    reject(
      "member-not-active",
      `${file.file}, ${inWords(wanted.place)}: ${row.name} has left (last day ${row.endDate ?? "unknown"}): ` +
        "take them out of the file, or reactivate or rehire them first.",
      { memberId: row.memberId, lastDay: row.endDate, place: wanted.place },
    );
  if (row) {
    const covers = new Set(row.queues.map(({ queue }) => normaliseQueueName(queue)));
    return { id: row.memberId, present: true, commandId: newCommandId(), covers };
  }
  for (let generation = 0; ; generation += 1) {
    const id = keyedId(guardKey, "member", normaliseEmail(wanted.email), generation);
    const used = (await queries.findMembers(id)).length > 0 || (await queries.history(id)).length > 0;
    if (!used) return { id, present: false, commandId: deriveId("import", id), covers: new Set() };
  }
}

export async function memberByEmail(queries: RosterQueries, email: string): Promise<RosterMember | undefined> {
  const found = await queries.findMembers(email);
  return found.find((row) => normaliseEmail(row.email) === normaliseEmail(email));
}

/**
 * The id of what an import makes. It derives from the name, so that two imports of one file at once, or one that is
 * tried again, make the same thing; under the log's key, so that no id gives a name away. A later generation is for a
 * name whose id is used up: by a member registered in error, or who has another address now.
 */
const keyedId = (key: GuardKey, kind: "member" | "queue", name: string, generation: number): string =>
  deriveId("import", kind, key.hash(`import/${kind}/${generation}/${name}`));
