import { z } from "zod";
import { reject } from "../../domain/kernel/rejection.ts";
import { authorise } from "../access/access.ts";
import { deskTickets, refusePoint } from "../asOf.ts";
import { seenNamesakes } from "../access/seenNamesakes.ts";
import type { TicketList, TicketQueries, TicketScope, Workload } from "../ports/tickets.ts";
import { knownTeam } from "./knownTeam.ts";
import { member, noPoint, team } from "./shapes.ts";
import { type FunctionContext, reading, teamFunction } from "./teamFunction.ts";
import { inShort, type WorkloadShape, workloadShape } from "./workload.ts";

const input = z.strictObject({
  team: team.optional(),
  member: member.optional().describe("One member instead of a team: email address, id or full name."),
  includeClosed: z.boolean().default(false).describe("List closed tickets as well."),
  limit: z.int().min(0).max(500).default(50).describe("How many tickets are listed at most."),
  ...noPoint,
});
type Input = z.output<typeof input>;

/** The tickets that people hold. */
export const getMemberWorkload = teamFunction({
  name: "get_member_workload",
  title: "Whose tickets, and how many",
  description:
    "Tells the service desk's tickets of a team or of one member: how many are open for each, by status and age, and the tickets themselves, the oldest first; of a team also what waits in its queues, what nobody holds, and what people hold who have left. Without arguments it answers my team's open tickets.",
  input,
  output: workloadShape,
  hints: reading,
  async run(context, given) {
    refusePoint(given, deskTickets);
    const { team: name, scope } = await scopeOf(context, given);
    authorise(context.principal, { kind: "read-personal", team: name });
    const { tickets } = context.muster;
    const [load, list, around] = await Promise.all([
      tickets.workloadByMember(scope),
      tickets.tickets(scope, { limit: given.limit, status: given.includeClosed ? "all" : "open" }),
      "team" in scope ? aroundTeam(tickets, name, given.limit) : {},
    ]);
    if (!load.available) return nothing(name, load.why);
    if (!list.available) return nothing(name, list.why);
    const members = load.answer.members.map((each) => ({ ...each, ...plain(each), names: [...each.names] }));
    const ambiguous = seenNamesakes(context.principal, load.answer.ambiguous).map((each) => ({
      ...each,
      members: [...each.members],
    }));
    const open = members.reduce((sum, each) => sum + each.open, 0);
    return { team: name, available: true, open, members, ambiguous, ...listed(list.answer), ...around };
  },
  inShort,
});

const nothing = (name: string, why: string): WorkloadShape => ({
  ...{ team: name, available: false, why, open: 0, members: [], ambiguous: [], total: 0, tickets: [] },
});

const plain = ({ open, byStatus, ageing }: Workload) => ({
  open,
  ageing,
  byStatus: byStatus.map((each) => ({ ...each })),
});
const listed = ({ total, tickets }: TicketList) => ({ total, tickets: [...tickets] });

type Around = Pick<WorkloadShape, "queues" | "unassigned" | "heldByLeavers" | "why">;

/** What a team has besides what its members hold; what cannot be told of it is left out, and why is told. */
async function aroundTeam(tickets: TicketQueries, team: string, limit: number): Promise<Around> {
  const [queues, unassigned, left] = await Promise.all([
    tickets.workloadByQueue(team),
    tickets.unassigned({ team, limit }),
    tickets.heldByLeavers({ team, limit }),
  ]);
  return {
    ...(queues.available
      ? { queues: queues.answer.map((each) => ({ queue: each.queue, ...plain(each) })) }
      : { why: queues.why }),
    ...(unassigned.available && { unassigned: listed(unassigned.answer) }),
    ...(left.available && { heldByLeavers: listed(left.answer) }),
  };
}

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
