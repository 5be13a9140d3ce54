import { folded } from "../domain/kernel/fold.ts";

/** What the file's projection needs to know of a member; a row of the roster has it. */
export type RosterFileRow = {
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly active: boolean;
  readonly queues: readonly { readonly queue: string }[];
};

/** A member as the file shows them. */
export type FileMember = { readonly name: string; readonly email: string; readonly queues: readonly string[] };

/** What the file holds of the team, in the order in which it stands there. */
export type FileContent = { readonly members: readonly FileMember[]; readonly queues: readonly string[] };

/** Who and what stands in the file already, in its order, so that an edit moves nothing without need. */
export type FileOrder = {
  readonly members: readonly { readonly name: string; readonly email: string }[];
  readonly queues: readonly string[];
};

/** From when the file's content is, and when it was written; positions are decimal strings, instants ISO 8601 in UTC. */
export type FileStamp = {
  readonly position: string;
  readonly recordedAt: string;
  readonly generatedAt: string;
  /** The log that the position belongs to. */
  readonly log: string;
};

/** The values that Muster owns in a preferences file, by the names that they have there. */
export type OwnedValues = {
  readonly team_source: "database";
  readonly my_team: {
    readonly members: readonly FileMember[];
    readonly queues: readonly string[];
    readonly query: { readonly command: string; readonly sql: string };
    readonly sync: FileStamp & { readonly sha256: string };
  };
};

/** The values yet to be sealed with their hash. */
export type UnsealedValues = {
  readonly team_source: "database";
  readonly my_team: Omit<OwnedValues["my_team"], "sync"> & { readonly sync: FileStamp };
};

/**
 * What the file holds of a team: its active members, and the open queues that its members cover or have covered.
 * Both keep the file's order; new members follow by name, new queues in the order given. So do a member's queues.
 */
export function fileContent(
  rows: readonly RosterFileRow[],
  queues: readonly string[],
  { team, order }: { readonly team: string; readonly order: FileOrder },
): FileContent {
  const inOrder = inFileOrder(queues, order.queues);
  const members = rows
    .filter((row) => row.active && row.team === team)
    .map(({ name, email, queues: covered }) => {
      const names = new Set(covered.map(({ queue }) => queue));
      const listed = inOrder.filter((queue) => names.delete(queue));
      return { name, email, queues: [...listed, ...[...names].sort()] };
    });
  const byName = members.toSorted((a, b) => compare(a.name, b.name) || compare(a.email, b.email));
  const places = matchMembers(order.members, byName);
  const ranked = byName.map((member, index) => ({ member, rank: places.get(index) ?? Infinity }));
  return {
    members: ranked.toSorted((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank)).map(({ member }) => member),
    queues: inOrder,
  };
}

/**
 * Which of the file's entries is which member: by email, and for what is left (an email that has changed) by a name
 * that is unmistakable. Answers the entry's index by the member's.
 */
export function matchMembers(
  entries: FileOrder["members"],
  members: readonly { readonly name: string; readonly email: string }[],
): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  const free = new Set(entries.keys());
  const match = (by: "email" | "name"): void => {
    const entryBy = Map.groupBy(free, (index) => folded(entries[index]?.[by] ?? ""));
    const open = [...members.keys()].filter((index) => !matches.has(index));
    for (const [key, same] of Map.groupBy(open, (index) => folded(members[index]?.[by] ?? ""))) {
      const [entry, ...others] = entryBy.get(key) ?? [];
      const [member, ...namesakes] = same;
      if (entry === undefined || member === undefined || others.length + namesakes.length > 0) continue;
      matches.set(member, entry);
      free.delete(entry);
    }
  };
  match("email");
  match("name");
  return matches;
}

/** The owned values of a file, but for their hash. */
export const unsealedValues = (team: string, content: FileContent, stamp: FileStamp): UnsealedValues => ({
  team_source: "database",
  my_team: { ...content, query: liveQuery(team), sync: stamp },
});

/** How to ask the live system for what the file shows. */
export function liveQuery(team: string): OwnedValues["my_team"]["query"] {
  const quoted = /^[\w.-]+$/.test(team) ? team : `'${team.replaceAll("'", String.raw`'\''`)}'`;
  const sql =
    "SELECT m.name, m.email, array_agg(a.queue_name ORDER BY a.queue_name) FILTER (WHERE a.active) AS queues " +
    "FROM team_members m LEFT JOIN team_queue_assignments a USING (member_id) " +
    `WHERE m.team = '${team.replaceAll("'", "''")}' AND m.active GROUP BY m.member_id ORDER BY m.name`;
  return { command: `muster roster --team ${quoted} --json`, sql };
}

function inFileOrder(queues: readonly string[], order: readonly string[]): readonly string[] {
  const open = new Set(queues);
  const known = order.filter((queue) => open.delete(queue));
  return [...known, ...open];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
