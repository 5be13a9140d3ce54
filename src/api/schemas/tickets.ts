import { z } from "zod";
import { instant } from "./values.ts";

export const ticketSchema = z
  .object({
    ticketId: z.string(),
    summary: z.string().nullable(),
    status: z.string().nullable().meta({ description: "As the service desk writes it." }),
    open: z.boolean(),
    queue: z.string().nullable(),
    assignedTo: z.string().nullable().meta({ description: "The name on the ticket." }),
    memberId: z.string().nullable().meta({ description: "Whose name that is or was." }),
    createdAt: instant.nullable(),
    ageDays: z.int().nullable(),
  })
  .meta({ id: "Ticket" });

const workload = {
  open: z.int(),
  byStatus: z.array(z.object({ status: z.string(), tickets: z.int() })),
  ageing: z
    .object({ upToOneDay: z.int(), upToOneWeek: z.int(), upToOneMonth: z.int(), older: z.int(), unknown: z.int() })
    .meta({ description: "Open tickets by the days since they were made." }),
};

export const memberWorkloadSchema = z
  .object({
    memberId: z.string(),
    name: z.string(),
    names: z.array(z.string()).meta({ description: "Those that were looked for: the present one and former ones." }),
    ...workload,
  })
  .meta({ id: "MemberWorkload" });

export const queueWorkloadSchema = z.object({ queue: z.string(), ...workload }).meta({ id: "QueueWorkload" });

/** Tickets that are counted for nobody. */
export const ambiguousSchema = z
  .object({
    name: z.string(),
    open: z.int(),
    members: z.array(z.object({ memberId: z.string(), name: z.string(), team: z.string() })),
    others: z.int().meta({ description: "How many more there are, whom the caller may not see." }),
  })
  .meta({ id: "AmbiguousTickets" });

/** What a list of the desk's has besides its items. */
export const fromDesk = {
  available: z.boolean().meta({ description: "False where nothing can be said of tickets; `why` says why." }),
  why: z.string().optional(),
};
