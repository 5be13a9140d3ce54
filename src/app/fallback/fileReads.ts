import { normaliseEmail } from "../../domain/member/email.ts";
import { authorise, confinedTo, mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { deriveId } from "../ids.ts";
import type { Key, Slice } from "../ports/rosterPages.ts";
import type { FallbackRoster } from "../preferences/readFallback.ts";
import type { MembersAsked } from "../served/memberReads.ts";
import { compareText } from "../served/order.ts";
import type { Page } from "../served/page.ts";

/** What the tables know besides, and the file does not, is null; the address is left out for who may not see it. */
export type FileMember = {
  readonly memberId: null;
  readonly name: string;
  readonly email?: string;
  readonly team: string;
  readonly title: null;
  readonly active: true;
  readonly managerId: null;
  readonly startDate: null;
  readonly endDate: null;
  readonly queues: readonly { readonly queue: string; readonly type: null; readonly assignedDate: null }[];
  readonly revision: null;
};

export type FileQueue = {
  readonly queueId: null;
  readonly name: string;
  readonly minimum: null;
  readonly open: true;
  readonly openedOn: null;
  readonly closedOn: null;
  readonly revision: null;
};

/**
 * Reads of the kept file for one principal, by the same rules as those of the tables; undefined is what the file cannot
 * answer. It knows one team: its active members with name, address and queues, and the open queues that they cover.
 */
export type FileReads = {
  members(asked: MembersAsked, slice: Slice): Page<FileMember> | undefined;
  queues(all: boolean, slice: Slice): Page<FileQueue> | undefined;
  queue(reference: string): FileQueue | undefined;
};

export const fileReads = (roster: FallbackRoster, principal: Principal): FileReads => ({
  members(asked, slice) {
    const { active, text, manager, queue, sort } = asked;
    const team = asked.team ?? confinedTo(principal, "read-roster") ?? roster.team;
    authorise(principal, { kind: "read-roster", team });
    if (sort.by === "email") authorise(principal, { kind: "read-personal", team });
    // Leavers, managers, first days and titles are not in the file, and of other teams nothing is.
    if (team !== roster.team || active !== true || manager !== undefined || text !== undefined) return undefined;
    if (sort.by === "startDate" || (queue !== undefined && !roster.queues.includes(queue))) return undefined;
    const value = (member: Source) =>
      sort.by === "team" ? team : sort.by === "email" ? normaliseEmail(member.email) : member.name;
    const keyOf = (member: Source): Key => [value(member), placeOf(member.email)];
    const found = roster.members.filter(({ queues }) => queue === undefined || queues.includes(queue));
    const sorted = inOrder(found, keyOf);
    const ordered = sort.descending ? sorted.toReversed() : sorted;
    return part(ordered, keyOf, slice, (member) => shown(principal, member, team));
  },
  queues(all, slice) {
    confinedTo(principal, "read-roster");
    if (all) return undefined;
    const keyOf = (name: string): Key => [name, placeOf(name)];
    return part(inOrder(roster.queues, keyOf), keyOf, slice, queueOf);
  },
  queue(reference) {
    confinedTo(principal, "read-roster");
    return roster.queues.includes(reference) ? queueOf(reference) : undefined;
  },
});

type Source = FallbackRoster["members"][number];

/** Stands in a cursor where an id would; a cursor of the tables has none such, and is not taken for one of the file. */
const placeOf = (text: string): string => deriveId("file", text);

function shown(principal: Principal, { name, email, queues }: Source, team: string): FileMember {
  const personal = mayDo(principal, { kind: "read-personal", team });
  return {
    ...{ memberId: null, name, ...(personal && { email }), team, title: null, active: true, managerId: null },
    ...{ startDate: null, endDate: null, revision: null },
    queues: queues.map((queue) => ({ queue, type: null, assignedDate: null })),
  };
}

const queueOf = (name: string): FileQueue => ({
  ...{ queueId: null, name, minimum: null, open: true, openedOn: null, closedOn: null, revision: null },
});

const inOrder = <Item>(items: readonly Item[], keyOf: (item: Item) => Key): readonly Item[] =>
  items.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return compareText(one[0], other[0]) || compareText(one[1], other[1]);
  });

/** Undefined where the cursor is not one of this list: it was given by the tables. */
function part<Item, Shown>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
  { after, limit }: Slice,
  show: (item: Item) => Shown,
): Page<Shown> | undefined {
  const isLast = (item: Item) => String(keyOf(item)) === String(after);
  const from = after === undefined ? 0 : items.findIndex(isLast) + 1;
  if (after !== undefined && from === 0) return undefined;
  const page = items.slice(from, from + limit);
  const last = page.at(-1);
  return { items: page.map(show), next: last !== undefined && from + limit < items.length ? keyOf(last) : null };
}
