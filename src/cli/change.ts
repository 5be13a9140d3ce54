import type { Outcome } from "../app/outcome.ts";
import type { Muster } from "../app/muster.ts";
import type { RosterQueries } from "../app/ports/rosterQueries.ts";
import { Unsettled } from "./unsettled.ts";
import type { Answer, Problem, Session } from "./session.ts";
import { namesAround, namesIn } from "./names.ts";
import { sentence } from "./views/events.ts";
import { exitCode } from "./exitCode.ts";
import { rosterTable } from "./views/members.ts";
import { coverageTable } from "./views/queues.ts";

/** Answers a change once the tables and the file hold it: what was recorded, and how things are now. */
export async function changed(session: Session, outcome: Outcome): Promise<Answer> {
  const muster = await session.muster();
  const problem = await settled(muster, outcome);
  const { id, revision, position, events, scheduled } = outcome;
  const nameOf = await namesIn(muster.queries, events);
  const nothing = scheduled
    ? `Scheduled for ${scheduled.on} (change ${scheduled.changeId}): muster scheduled shows what is to come.`
    : "Nothing to change: it is so already.";
  const told = events.length === 0 ? [nothing] : events.map((each) => sentence(each, nameOf));
  const now = await present(muster.queries, outcome, session.colour);
  return {
    json: { id, changed: events.length > 0, revision, position, events, ...(scheduled && { scheduled }) },
    text: [...told, ...now.flatMap((part) => ["", part])].join("\n"),
    isChange: true,
    ...(problem && { problem, exitCode: exitCode.unavailable }),
  };
}

/** A change stands once it is recorded; what fails after that must not look as if it did not. */
async function settled(muster: Muster, { position, events, scheduled }: Outcome): Promise<Problem | undefined> {
  try {
    const { fileProblem } = await muster.settle(position);
    if (fileProblem === undefined) return undefined;
    return { code: "file-behind", message: `The change is recorded, but the file could not follow: ${fileProblem}` };
  } catch (cause) {
    throw events.length > 0 || scheduled ? new Unsettled(position, cause) : cause;
  }
}

/** How the member or queue that was changed stands now; nothing of one that is there no longer. */
async function present(queries: RosterQueries, { id }: Outcome, colour: boolean): Promise<readonly string[]> {
  const member = await queries.member(id);
  if (member) return [rosterTable([member], await namesAround(queries, [member]), colour)];
  const coverage = (await queries.coverage()).filter(({ queueId }) => queueId === id);
  return coverage.length > 0 ? [coverageTable(coverage, colour)] : [];
}
