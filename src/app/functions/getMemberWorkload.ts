import { z } from "zod";
import { reject } from "../../domain/kernel/rejection.ts";
import { authorise } from "../access/access.ts";
import type { TicketScope } from "../ports/tickets.ts";
import { knownTeam } from "./knownTeam.ts";
import { member, team } from "./shapes.ts";
import { type FunctionContext, reading, teamFunction } from "./teamFunction.ts";
import { inShort, workloadShape } from "./workload.ts";

const input = z.strictObject({
  team: team.optional(),
  member: member.optional().describe("One member instead of a team: email address, id or full name."),
  includeClosed: z.boolean().default(false).describe("List closed tickets as well."),
  limit: z.int().min(0).max(500).default(50).describe("How many tickets are listed at most."),
});
type Input = z.output<typeof input>;

/** The tickets that people hold. */
export const getMemberWorkload = teamFunction({
  name: "get_member_workload",
  title: "Whose tickets, and how many",
  description:
    "Tells the service desk's tickets of a team or of one member: how many are open for each, by status and age, and the tickets themselves, the oldest first. Without arguments it answers my team's open tickets.",
  input,
  output: workloadShape,
  hints: reading,
  async run(context, given) {
    const { team: name, scope } = await scopeOf(context, given);
    authorise(context.principal, { kind: "read-personal", team: name });
    const { tickets } = context.muster;
    const [load, list] = [
      await tickets.workloadByMember(scope),
      await tickets.tickets(scope, { limit: given.limit, status: given.includeClosed ? "all" : "open" }),
    ];
    if (!load.available) return nothing(name, load.why);
    if (!list.available) return nothing(name, list.why);
    const members = load.answer.members.map(({ names, byStatus, ...each }) => ({
      ...each,
      names: [...names],
      byStatus: byStatus.map((status) => ({ ...status })),
    }));
    const ambiguous = load.answer.ambiguous.map(({ members: those, ...each }) => ({ ...each, members: [...those] }));
    const open = members.reduce((sum, each) => sum + each.open, 0);
    const listed = { total: list.answer.total, tickets: [...list.answer.tickets] };
    return { team: name, available: true, open, members, ambiguous, ...listed };
  },
  inShort,
});

const nothing = (name: string, why: string): z.output<typeof workloadShape> => ({
  ...{ team: name, available: false, why, open: 0, members: [], ambiguous: [], total: 0, tickets: [] },
});

async function scopeOf(
  context: FunctionContext,
  { team: given, member: who }: Input,
): Promise<{ readonly team: string; readonly scope: TicketScope }> {
  if (who === undefined) {
    const name = given ?? (await context.myTeam());
    authorise(context.principal, { kind: "read-personal", team: name });
    await knownTeam(context, name);
    return { team: name, scope: { team: name } };
  }
  if (given !== undefined) reject("invalid-value", "Give a team or a member, not both.", { field: "member" });
  const { memberId, team: name } = await context.queries.find(who);
  return { team: name, scope: { memberIds: [memberId] } };
}
