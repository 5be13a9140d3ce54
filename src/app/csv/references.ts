import type { AssignmentType } from "../../domain/member/messages.ts";
import type { QueueRow } from "../ports/rosterQueries.ts";
import { nearMatches } from "../roster/nearMatches.ts";
import type { QueueCell } from "./cells.ts";
import type { Column } from "./columns.ts";
import type { People, Person } from "./people.ts";
import { type CsvProblem, inShort } from "./problems.ts";
import type { CsvRow } from "./rows.ts";

/** A queue that a row names; no type keeps the present one, and else is `primary`. */
export type WantedQueue = { readonly queue: QueueRow; readonly type: AssignmentType | null };

/** Whom and what a row names; undefined where the file has no such column. */
export type Named = {
  readonly manager: Person | null | undefined;
  readonly queues: readonly WantedQueue[] | undefined;
  readonly problems: readonly CsvProblem[];
};

export function namedIn({ row, names }: CsvRow, people: People): Named {
  const problems: CsvProblem[] = [];
  const complain = (column: Column, code: CsvProblem["code"], message: string): void => {
    problems.push({ row, column, code, message });
  };
  const given = names.manager;
  const manager = given == null ? given : people.byEmail(given);
  if (given != null && manager === undefined) complain("manager email", "member-unknown", unknown(given, people));
  if (manager && manager.until !== null)
    complain("manager email", "manager-not-active", `${manager.name} ${leaving(manager)}: give someone who stays.`);
  const seen = new Set<string>();
  const queues = names.queues?.flatMap((cell) => {
    const found = queueOf(cell, people);
    if (typeof found === "string") {
      complain("queues", "queue-unknown", found);
      return [];
    }
    const { queue } = found;
    if (!queue.open)
      complain("queues", "queue-closed", `The queue ${queue.name} is closed: take it out, or open it anew.`);
    if (seen.has(queue.queueId)) complain("queues", "invalid-value", `The queue ${queue.name} stands there twice.`);
    seen.add(queue.queueId);
    return [found];
  });
  return { manager, queues, problems };
}

/** Of a row, or of nobody's: with whom the person goes. */
const leaving = ({ row }: Person): string =>
  row === undefined ? "is not in this complete file, and so leaves" : `leaves in row ${row.row}`;

function unknown(email: string, people: People): string {
  const near = nearMatches(
    email.slice(0, 320),
    people.all.map((person) => person.email),
  );
  const advice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "give the address of a member, or of a row.";
  return `There is no member with the address ${inShort(email)}: ${advice}`;
}

/** A queue may be called what looks like a queue and a type; a queue and a type come first. */
function queueOf({ name, type, whole }: QueueCell, people: People): WantedQueue | string {
  const queue = people.queue(name);
  if (queue !== undefined) return { queue, type };
  const asCalled = people.queue(whole);
  if (asCalled !== undefined) return { queue: asCalled, type: null };
  const near = nearMatches(name.slice(0, 200), people.queueNames);
  const advice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "open it first, or take it out.";
  return `There is no queue ${inShort(name)}: ${advice}`;
}
