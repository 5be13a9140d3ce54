import { many } from "./many.ts";
import { TablesUnavailable } from "../app/ports/projections.ts";
import type { FallbackRoster } from "../app/preferences/readFallback.ts";
import { exitCode } from "./exitCode.ts";
import { failureOf } from "./failure.ts";
import type { Answer, Session } from "./session.ts";
import { table } from "./table.ts";

/** Answers the roster from the kept file where the database cannot be reached, and says so; else throws on. */
export async function rosterFromFile(
  session: Session,
  { team, all }: { readonly team?: string; readonly all?: boolean },
  error: unknown,
): Promise<Answer> {
  const failure = failureOf(error);
  if (failure.exitCode !== exitCode.unavailable || all) throw error;
  const roster = await session.fallback().catch((why: unknown) => {
    throw new TablesUnavailable(`${failure.message} ${failureOf(why).message}`, { cause: error });
  });
  if (roster === undefined || (team !== undefined && team !== roster.team)) throw error;
  return {
    json: roster.members.map((member) => asFarAsKnown(member, roster.team)),
    text: table(
      ["Name", "Email", "Queues"],
      roster.members.map(({ name, email, queues }) => [name, email, queues.join("\n")]),
      session.colour,
    ),
    problem: {
      code: failure.code,
      message: `${failure.message} This is from the file ${roster.file}, ${age(roster.ageMs)} old (position ${roster.position}).`,
    },
  };
}

/** The roster's shape; the file knows no more. */
const asFarAsKnown = ({ name, email, queues }: FallbackRoster["members"][number], team: string) => ({
  memberId: null,
  name,
  email,
  team,
  title: null,
  active: true,
  managerId: null,
  startDate: null,
  endDate: null,
  queues: queues.map((queue) => ({ queue, type: null, assignedDate: null })),
});

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** How long ago, in the greatest unit that fits. */
function age(ms: number): string {
  const [unit, length] = units.find(([, each]) => ms >= each) ?? units[3];
  return many(Math.floor(ms / length), unit);
}
