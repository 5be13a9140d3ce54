import { z } from "zod";
import { counted, listed } from "./answers.ts";

const ticket = z.object({
  ticketId: z.string(),
  summary: z.string().nullable(),
  status: z.string().nullable(),
  open: z.boolean(),
  queue: z.string().nullable(),
  assignedTo: z.string().nullable().describe("The name on the ticket."),
  memberId: z.string().nullable().describe("Whose name that is; null where several members have or had it."),
  createdAt: z.string().nullable(),
  ageDays: z.number().nullable(),
});

const load = {
  open: z.number(),
  byStatus: z.array(z.object({ status: z.string(), tickets: z.number() })),
  ageing: z.object({
    upToOneDay: z.number(),
    upToOneWeek: z.number(),
    upToOneMonth: z.number(),
    older: z.number(),
    unknown: z.number(),
  }),
};

const memberLoad = z.object({
  memberId: z.string(),
  name: z.string(),
  names: z.array(z.string()).describe("The names that were looked for: the present one and former ones."),
  ...load,
});

const ambiguous = z.object({
  name: z.string(),
  open: z.number(),
  members: z.array(z.object({ memberId: z.string(), name: z.string(), team: z.string() })),
  others: z.number().describe("How many more there are, whom the caller may not see."),
});

const list = {
  total: z.number().describe("How many there are; `tickets` holds the oldest of them."),
  tickets: z.array(ticket),
};

/** What is known of tickets; nothing where there is no table of them, and then `why` says so. */
export const workloadShape = z.object({
  team: z.string(),
  available: z.boolean().describe("False where there is no tickets table; `why` says so."),
  why: z.string().optional(),
  open: z.number().describe("Open tickets of the members listed."),
  members: z.array(memberLoad),
  ambiguous: z.array(ambiguous).describe("Tickets under a name that several members have or had: counted for nobody."),
  ...list,
  queues: z
    .array(z.object({ queue: z.string(), ...load }))
    .optional()
    .describe("Of a team: open tickets in the queues that it covers, whoever holds them."),
  unassigned: z.object(list).optional().describe("Of a team: open tickets in those queues that nobody holds."),
  heldByLeavers: z.object(list).optional().describe("Of a team: open tickets of people who have left it."),
});
export type WorkloadShape = z.output<typeof workloadShape>;

const most = 10;

/** The workload in a few lines. */
export function inShort(answer: WorkloadShape): string {
  const { team, available, why = "", open, members, ambiguous: unclear, total, tickets } = answer;
  if (!available) return why;
  const busy = members.filter((each) => each.open > 0).toSorted((a, b) => b.open - a.open);
  const who = busy.length === 0 ? "" : `: ${listed(busy.map((each) => `${each.name} ${each.open}`))}`;
  return [
    `${counted(open, "open ticket")} of ${counted(members.length, "member")} of ${team}${who}.`,
    ...unclear.map(
      ({ name, open: some, members: those, others }) =>
        `${counted(some, "open ticket")} under the name ${name}, which is or was that of ${those.length + others} members: it is not clear whose.`,
    ),
    ...aside(answer),
    ...tickets.slice(0, most).map(inALine),
    ...(total > most && tickets.length > 0 ? [`and ${total - Math.min(most, tickets.length)} more.`] : []),
  ].join("\n");
}

/** What a team has besides what its members hold. */
function aside({ queues = [], unassigned, heldByLeavers, why }: WorkloadShape): readonly string[] {
  const waiting = queues.filter((each) => each.open > 0).map((each) => `${each.queue} ${each.open}`);
  return [
    ...(waiting.length > 0 ? [`Open in its queues: ${listed(waiting)}.`] : []),
    ...(unassigned && unassigned.total > 0
      ? [`${counted(unassigned.total, "open ticket")} there that nobody holds.`]
      : []),
    ...(heldByLeavers && heldByLeavers.total > 0
      ? [`${counted(heldByLeavers.total, "open ticket")} of people who have left.`]
      : []),
    ...(why === undefined ? [] : [why]),
  ];
}

const inALine = ({ ticketId, status, ageDays, assignedTo, summary }: z.output<typeof ticket>): string =>
  `${ticketId} (${[status, ageDays === null ? null : counted(ageDays, "day"), assignedTo].filter(Boolean).join(", ")})${summary === null ? "" : `: ${summary}`}`;
