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

const memberLoad = z.object({
  memberId: z.string(),
  name: z.string(),
  names: z.array(z.string()).describe("The names that were looked for: the present one and former ones."),
  open: z.number(),
  byStatus: z.array(z.object({ status: z.string(), tickets: z.number() })),
  ageing: z.object({
    upToOneDay: z.number(),
    upToOneWeek: z.number(),
    upToOneMonth: z.number(),
    older: z.number(),
    unknown: z.number(),
  }),
});

const ambiguous = z.object({
  name: z.string(),
  open: z.number(),
  members: z.array(z.object({ memberId: z.string(), name: z.string(), team: z.string() })),
});

/** What is known of tickets; nothing where there is no table of them, and then `why` says so. */
export const workloadShape = z.object({
  team: z.string(),
  available: z.boolean().describe("False where there is no tickets table; `why` says so."),
  why: z.string().optional(),
  open: z.number().describe("Open tickets of the members listed."),
  members: z.array(memberLoad),
  ambiguous: z.array(ambiguous).describe("Tickets under a name that several members have or had: counted for nobody."),
  total: z.number().describe("How many tickets there are to list; `tickets` holds the oldest of them."),
  tickets: z.array(ticket),
});
type WorkloadShape = z.output<typeof workloadShape>;

const most = 10;

/** The workload in a few lines. */
export function inShort({
  team,
  available,
  why = "",
  open,
  members,
  ambiguous: unclear,
  total,
  tickets,
}: WorkloadShape) {
  if (!available) return why;
  const busy = members.filter((each) => each.open > 0).toSorted((a, b) => b.open - a.open);
  const who = busy.length === 0 ? "" : `: ${listed(busy.map((each) => `${each.name} ${each.open}`))}`;
  return [
    `${counted(open, "open ticket")} of ${counted(members.length, "member")} of ${team}${who}.`,
    ...unclear.map(
      ({ name, open: some, members: those }) =>
        `${counted(some, "open ticket")} under the name ${name}, which is or was that of ${those.length} members: it is not clear whose.`,
    ),
    ...tickets.slice(0, most).map(inALine),
    ...(total > most && tickets.length > 0 ? [`and ${total - Math.min(most, tickets.length)} more.`] : []),
  ].join("\n");
}

const inALine = ({ ticketId, status, ageDays, assignedTo, summary }: z.output<typeof ticket>): string =>
  `${ticketId} (${[status, ageDays === null ? null : counted(ageDays, "day"), assignedTo].filter(Boolean).join(", ")})${summary === null ? "" : `: ${summary}`}`;
