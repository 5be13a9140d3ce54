import type { TeamFunctions } from "../../app/serving.ts";
import type { Problem } from "../session.ts";
import { table } from "../table.ts";

type Answered<Name extends keyof TeamFunctions> = Awaited<ReturnType<TeamFunctions[Name]>>;

/** Who is on a team. */
export function teamTable({ team, members }: Answered<"getTeamMembers">, colour: boolean): string {
  if (members.length === 0) return `Nobody is on team ${team}.`;
  const rows = members.map(({ name, email = null, title = null, queues }) => {
    const covered = queues.map(({ queue, type = "primary" }) => (type === "primary" ? queue : `${queue} (${type})`));
    return [name, email, title, covered.join("\n")];
  });
  return table(["Name", "Email", "Title", "Queues"], rows, colour);
}

/** What a team covers. */
export const teamQueueTable = ({ queues }: Answered<"getTeamQueues">, colour: boolean): string =>
  table(
    ["Queue", "Members", "Required", "Covered", "Of the team"],
    queues.map(({ queue, members, minimum = null, covered }) => [
      queue,
      members.length,
      minimum,
      covered === undefined ? null : covered ? "yes" : "NO",
      members.map(({ name, type = "primary" }) => (type === "primary" ? name : `${name} (${type})`)).join("\n"),
    ]),
    colour,
  );

/** Told where the answer is the file's; undefined where it is the database's. */
export const fileNotice = ({
  from,
  position = "",
  ageSeconds = 0,
}: Answered<"getTeamMembers">["source"]): Problem | undefined =>
  from === "file"
    ? {
        code: "tables-unavailable",
        message: `The database cannot be reached. This is from the preferences file, ${ageSeconds} seconds old (position ${position}).`,
      }
    : undefined;
