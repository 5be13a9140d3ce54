import type { Node } from "jsonc-parser";
import { choice, day, lineOfText } from "../../domain/kernel/text.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { emailAddress, normaliseEmail } from "../../domain/member/email.ts";
import { type AssignmentType, assignmentTypes } from "../../domain/member/messages.ts";
import { teamName } from "../../domain/member/team.ts";
import { normaliseQueueName, queueName } from "../../domain/queue/name.ts";
import { complain, type JsonDocument, placeOf } from "../preferences/document.ts";
import type { Place } from "../preferences/failures.ts";
import { teamOf } from "../preferences/ownedKeys.ts";
import { valueOf } from "../preferences/properties.ts";
import { items, objectAt, oneOf, required, textAt } from "../preferences/reading.ts";

export type WantedQueue = { readonly name: string; readonly place: Place };

/** An assignment that the file asks for; date and type only where the file itself says so. */
export type WantedAssignment = {
  readonly queue: string;
  readonly date: LocalDate | undefined;
  readonly type: AssignmentType | undefined;
  readonly place: Place;
};

export type WantedMember = {
  readonly name: string;
  readonly email: string;
  readonly assignments: readonly WantedAssignment[];
  readonly place: Place;
};

/** What a preferences file says of a team, every value checked, each with its place. */
export type Preferences = {
  readonly file: string;
  readonly team: string;
  readonly teamPlace: Place;
  readonly queues: readonly WantedQueue[];
  readonly members: readonly WantedMember[];
};

const dateKeys = ["assigned_date", "assignedDate"] as const;
const typeKeys = ["assignment_type", "assignmentType"] as const;

/**
 * Reads the whole file and refuses it at its first fault. A member covers the queues listed with them; where none are
 * listed, all of the team's. `assigned_date` and `assignment_type` may stand with an assignment, a member or the team.
 * @throws {BadFile}
 */
export function readPreferences(document: JsonDocument): Preferences {
  const { node } = teamOf(document);
  const team = required(document, node, "team");
  const queues = readQueues(document, required(document, node, "queues"));
  const entries = items(document, required(document, node, "members"), "my_team.members");
  const members = entries.map((entry) => readMember({ document, team: node, queues }, entry));
  refuseDouble(document, entries, members);
  return {
    file: document.file,
    team: textAt(document, team, teamName),
    teamPlace: placeOf(document, team),
    queues: [...queues.values()],
    members,
  };
}

type Queues = ReadonlyMap<string, WantedQueue>;

function readQueues(document: JsonDocument, node: Node): Queues {
  const queues = new Map<string, WantedQueue>();
  for (const item of items(document, node, "my_team.queues")) {
    const name = textAt(document, item, queueName);
    const first = queues.get(normaliseQueueName(name));
    if (first) complain(document, item, `the queue ${name} stands here twice (first on line ${first.place.line})`);
    queues.set(normaliseQueueName(name), { name, place: placeOf(document, item) });
  }
  return queues;
}

type Around = { readonly document: JsonDocument; readonly team: Node; readonly queues: Queues };

function readMember(around: Around, node: Node): WantedMember {
  const { document } = around;
  const entry = objectAt(document, node, "a member");
  return {
    name: textAt(document, required(document, entry, "name"), (text) => lineOfText("name", text)),
    email: textAt(document, required(document, entry, "email"), emailAddress),
    assignments: readAssignments(around, entry),
    place: placeOf(document, node),
  };
}

function readAssignments(around: Around, entry: Node): readonly WantedAssignment[] {
  const { document, queues } = around;
  const listed = valueOf(entry, "queues");
  const place = placeOf(document, entry);
  if (!listed) return [...queues.values()].map(({ name }) => ({ queue: name, ...terms(around, [entry]), place }));
  const seen = new Set<string>();
  return items(document, listed, "a member's queues").map((item) => {
    const node = item.type === "object" ? (oneOf(item, ["queue", "name"]) ?? required(document, item, "queue")) : item;
    const queue = knownQueue(around, node);
    if (seen.has(queue)) complain(document, node, `the queue ${queue} stands here twice`);
    seen.add(queue);
    const own = item.type === "object" ? [item, entry] : [entry];
    return { queue, ...terms(around, own), place: placeOf(document, item) };
  });
}

function knownQueue({ document, queues }: Around, node: Node): string {
  const name = textAt(document, node, queueName);
  const queue = queues.get(normaliseQueueName(name));
  return (
    queue?.name ?? complain(document, node, `the queue ${name} is not in my_team.queues: add it there, or mend it here`)
  );
}

/** Date and type of an assignment, from the nearest place that names them. */
function terms({ document, team }: Around, own: readonly Node[]): Pick<WantedAssignment, "date" | "type"> {
  const nearest = (keysOf: (node: Node) => readonly string[]) =>
    [...own, team].map((node) => oneOf(node, keysOf(node))).find((value) => value !== undefined);
  const date = nearest(() => dateKeys);
  const type = nearest((node) => (isAssignment(node) ? [...typeKeys, "type"] : typeKeys));
  return {
    date: date && textAt(document, date, (text) => day("on", text)),
    type: type && textAt(document, type, (text) => choice("assignmentType", assignmentTypes, text)),
  };
}

// With a member, `type` may mean anything; with a queue of theirs, only this.
const isAssignment = (node: Node): boolean => node.parent?.parent?.children?.[0]?.value === "queues";

function refuseDouble(document: JsonDocument, entries: readonly Node[], members: readonly WantedMember[]): void {
  const seen = new Map<string, WantedMember>();
  members.forEach((member, index) => {
    const first = seen.get(normaliseEmail(member.email));
    const node = entries[index];
    if (first && node)
      complain(
        document,
        required(document, node, "email"),
        `${member.email} is the address of ${first.name} as well (line ${first.place.line}): each member needs their own`,
      );
    seen.set(normaliseEmail(member.email), member);
  });
}
