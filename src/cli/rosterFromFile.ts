import { many } from "./many.ts";
import { isOutage } from "../app/outages.ts";
import { TablesUnavailable } from "../app/ports/projections.ts";
import type { FallbackRoster } from "../app/preferences/readFallback.ts";
import { folded } from "../domain/kernel/fold.ts";
import { failureOf } from "./failure.ts";
import type { Answer, Session } from "./session.ts";
import { table } from "./table.ts";

/** The shape of a command's answer from the file; undefined is what the file does not know. */
type FromFile = (roster: FallbackRoster) => Pick<Answer, "json" | "text"> | undefined;

/** Answers from the kept file where the database cannot be reached, and says so; else throws on. */
export async function answerFromFile(session: Session, error: unknown, fromFile: FromFile): Promise<Answer> {
  const failure = failureOf(error);
  if (!isOutage(error)) throw error;
  const roster = await session.fallback().catch((why: unknown) => {
    throw new TablesUnavailable(`${failure.message} ${failureOf(why).message}`, { cause: error });
  });
  const answer = roster && fromFile(roster);
  if (!roster || !answer) throw error;
  const { file, ageMs, position } = roster;
  return {
    ...answer,
    problem: {
      code: failure.code,
      message: `${failure.message} This is from the file ${file}, ${age(ageMs)} old (position ${position}).`,
    },
  };
}

type Filter = { readonly team?: string; readonly all?: boolean };

/** The roster of the file's team, which is all that the file knows. */
export const rosterFromFile = (session: Session, { team, all }: Filter, error: unknown): Promise<Answer> =>
  answerFromFile(session, error, (roster) =>
    all || (team !== undefined && team !== roster.team) ? undefined : shown(session, roster, roster.members),
  );

/** One member, by email address or by a name that nobody else on the team has. */
export const memberFromFile = (session: Session, reference: string, error: unknown): Promise<Answer> =>
  answerFromFile(session, error, (roster) => {
    const by = (key: "email" | "name") => roster.members.filter((member) => folded(member[key]) === folded(reference));
    const found = [by("email"), by("name")].find(({ length }) => length === 1);
    const [member] = found ?? [];
    return member && { ...shown(session, roster, [member]), json: asFarAsKnown(member, roster.team) };
  });

/** The open queues that the file's team covers, or has covered. */
export const queuesFromFile = (session: Session, { all }: Filter, error: unknown): Promise<Answer> =>
  answerFromFile(session, error, (roster) => {
    const unknown = { queueId: null, minimum: null, open: true, openedOn: null, closedOn: null };
    const json = roster.queues.map((name) => ({ ...unknown, name }));
    const rows = roster.queues.map((name) => [name]);
    return all ? undefined : { json, text: table(["Queue"], rows, session.colour) };
  });

const shown = (session: Session, { team }: FallbackRoster, members: FallbackRoster["members"]) => ({
  json: members.map((member) => asFarAsKnown(member, team)),
  text: table(
    ["Name", "Email", "Queues"],
    members.map(({ name, email, queues }) => [name, email, queues.join("\n")]),
    session.colour,
  ),
});

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
