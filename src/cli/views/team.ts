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

/** How much there is to do, for whom, and what it is. */
export function workload(answer: Answered<"getMemberWorkload">, colour: boolean): string {
  if (!answer.available) return answer.why ?? "";
  const { members, ambiguous, tickets, total } = answer;
  const load = table(
    ["Member", "Open", "Up to a day", "A week", "A month", "Older"],
    members.map(({ name, open, ageing: { upToOneDay, upToOneWeek, upToOneMonth, older } }) => [
      ...[name, open, upToOneDay, upToOneWeek, upToOneMonth, older],
    ]),
    colour,
  );
  const unclear = ambiguous.map(
    ({ name, open, members: those }) =>
      `${open} open under the name ${name}, which is or was that of ${those.length} members: they are counted for none.`,
  );
  const list = table(
    ["Ticket", "Status", "Days", "Queue", "Assigned to", "Summary"],
    tickets.map(({ ticketId, status, ageDays, queue, assignedTo, summary }) => [
      ...[ticketId, status, ageDays, queue, assignedTo, summary],
    ]),
    colour,
  );
  const more = total > tickets.length ? [`and ${total - tickets.length} more.`] : [];
  return [load, ...unclear, ...(tickets.length > 0 ? [list] : []), ...more].join("\n\n");
}

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
