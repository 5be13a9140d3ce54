import { z } from "zod";
import type { Command } from "../../domain/command.ts";
import type { GuardedQueries } from "../access/guardedQueries.ts";
import { commandInWords } from "../scheduling/commandInWords.ts";
import type { SeenChange } from "../scheduling/seenChange.ts";
import { day } from "./shapes.ts";

export const changeId = z.guid({ error: "takes a change's id, which is a UUID" }).describe("The change's id.");

export const scheduledShape = z.object({
  changeId: z.string(),
  on: day.describe("The day on which it is applied, and from which it holds."),
  state: z.enum(["pending", "failed", "applied", "cancelled"]),
  what: z.string().describe("What is ordered for the day."),
  commands: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })).nullable(),
  failure: z
    .object({ code: z.string(), sentence: z.string().nullable() })
    .nullable()
    .describe("Why it was refused when its day came."),
  scheduledBy: z.string(),
  scheduledAt: z.string(),
  reason: z.string().nullable(),
});
export type ScheduledShape = z.output<typeof scheduledShape>;

export const rescheduledShape = z.object({
  changeId: z.string(),
  on: z.string(),
  state: z.enum(["pending", "cancelled"]),
  position: z.string().describe("Where the log stands with it."),
});

/** Changes in the shape that functions answer, with the names of whom and what they are about. */
export async function scheduledOf(
  queries: GuardedQueries,
  changes: readonly SeenChange[],
): Promise<readonly ScheduledShape[]> {
  const nameOf = await namesOf(
    queries,
    changes.flatMap(({ commands }) => commands ?? []),
  );
  return changes.map(({ changeId: id, on, state, commands, failure, steps: [first] }) => ({
    ...{ changeId: id, on, state, failure },
    what: commands?.map((each) => commandInWords(each, nameOf)).join("; ") ?? "Whom it was about is forgotten.",
    commands: commands && commands.map(({ type, data }) => ({ type, data: { ...data } })),
    ...{ scheduledBy: first?.by ?? "", scheduledAt: first?.recordedAt ?? "", reason: first?.reason ?? null },
  }));
}

async function namesOf(queries: GuardedQueries, commands: readonly Command[]): Promise<(id: string) => string> {
  const ids = new Set(
    commands.flatMap(({ data }) => [
      ...("memberId" in data ? [data.memberId] : []),
      ...("managerId" in data && data.managerId ? [data.managerId] : []),
    ]),
  );
  // Who is yet to join, or is out of reach, is called by their id.
  const members = await Promise.all([...ids].map((id) => queries.member(id).catch(() => undefined)));
  const queues = commands.some(({ data }) => "queueId" in data) ? await queries.queues({ all: true }) : [];
  const names = new Map([
    ...members.flatMap((member) => (member ? [[member.memberId, member.name] as const] : [])),
    ...queues.map(({ queueId, name }) => [queueId, name] as const),
  ]);
  return (id) => names.get(id) ?? id;
}
