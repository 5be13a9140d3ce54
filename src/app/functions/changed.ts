import { z } from "zod";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { Outcome } from "../outcome.ts";
import { failureOf } from "../failure.ts";
import { noStream } from "../ports/eventLog.ts";
import { counted, detailsOf } from "./answers.ts";
import { detailsShape } from "./shapes.ts";
import type { FunctionContext } from "./teamFunction.ts";

/** What a change answers. */
export const changeShape = z.object({
  changed: z.boolean().describe("False where it was so already, or is yet to come."),
  memberId: z.string(),
  revision: z.string().nullable().describe("Null of who is yet to join."),
  position: z.string().describe("Where the log stands with the change."),
  events: z.array(z.string()).describe("What was recorded."),
  scheduled: z
    .object({ changeId: z.string(), on: z.string() })
    .optional()
    .describe("The change that waits for its day; nothing of it holds before."),
  member: detailsShape.optional().describe("The member as they are now."),
  problem: z.string().optional().describe("The change is recorded, but this failed after it."),
});
type ChangeShape = z.output<typeof changeShape>;

/** Answers a change once the tables and the file hold it. What fails after it was recorded is told, and is no failure. */
export async function changed(context: FunctionContext, outcome: Outcome): Promise<ChangeShape> {
  const { id, revision, position, events, scheduled } = outcome;
  const told = {
    changed: events.length > 0,
    memberId: id,
    revision: revision === noStream ? null : String(revision),
    position: String(position),
    events: events.map(({ type }) => type),
    ...(scheduled && { scheduled }),
  };
  try {
    const { fileProblem } = await context.muster.settle(position);
    const member = await present(context, id);
    return {
      ...told,
      ...(member && { member }),
      ...(fileProblem !== undefined && { problem: context.local ? fileProblem : "the file could not follow" }),
    };
  } catch (error) {
    if (!told.changed && !scheduled) throw error;
    return { ...told, problem: context.local ? failureOf(error).message : "the tables could not follow yet" };
  }
}

/** Absent where the tables have no such member, as while their events are parked. */
async function present({ queries }: FunctionContext, memberId: string): Promise<ChangeShape["member"]> {
  try {
    return detailsOf(await queries.find(memberId));
  } catch (error) {
    if (error instanceof Rejection && error.code === "member-unknown") return undefined;
    throw error;
  }
}

export function changeInShort({ changed: some, events, member, position, problem, scheduled }: ChangeShape): string {
  const done = some
    ? `Recorded at position ${position}: ${events.join(", ")}.`
    : scheduled
      ? `Scheduled for ${scheduled.on} (change ${scheduled.changeId}); nothing of it holds before.`
      : "Nothing to change: it is so already.";
  const queues = member?.queues.map(({ queue, type }) => (type ? `${queue} (${type})` : queue)).join(", ");
  const now =
    member &&
    `${member.name} is ${member.active ? "active" : "not active"} on team ${member.team} and covers ${counted(member.queues.length, "queue")}${queues && `: ${queues}`}.`;
  return [done, now, problem && `It is recorded, but does not show everywhere yet: ${problem}`]
    .filter(Boolean)
    .join(" ");
}
