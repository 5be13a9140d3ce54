import { z } from "zod";
import type { TicketSettings } from "./app/ports/tickets.ts";

// Postgres cuts a longer name off, and would then know another by it.
const isName = (text: string): boolean => text !== "" && Buffer.byteLength(text) <= 63 && !text.includes("\0");

const column = z.string().refine(isName, { error: "takes the name of a column: at most 63 bytes" });
const table = z.string().refine((text) => text.split(".").length <= 2 && text.split(".").every(isName), {
  error: "takes the name of a table, such as tickets or desk.tickets: at most 63 bytes each",
});
const statuses = z
  .string()
  .refine((text) => !text.includes("\0"), { error: "takes statuses with commas between them" });

/** What the service desk's table is called, and what its columns are. */
export const ticketSettings = {
  MUSTER_TICKETS_TABLE: table.default("tickets"),
  MUSTER_TICKETS_ID: column.default("TKT-Ticket ID"),
  MUSTER_TICKETS_SUMMARY: column.default("TKT-Summary"),
  MUSTER_TICKETS_STATUS: column.default("TKT-Status"),
  MUSTER_TICKETS_QUEUE: column.default("TKT-Queue"),
  MUSTER_TICKETS_ASSIGNEE: column.default("TKT-Assigned To User"),
  MUSTER_TICKETS_CREATED: column.default("TKT-Created Date"),
  MUSTER_TICKETS_CLOSED: statuses.default("Closed,Resolved,Cancelled"),
};

type Known = { readonly [Name in keyof typeof ticketSettings]: z.output<(typeof ticketSettings)[Name]> };

export const ticketsOf = (known: Known): TicketSettings => ({
  table: known.MUSTER_TICKETS_TABLE,
  columns: {
    id: known.MUSTER_TICKETS_ID,
    summary: known.MUSTER_TICKETS_SUMMARY,
    status: known.MUSTER_TICKETS_STATUS,
    queue: known.MUSTER_TICKETS_QUEUE,
    assignee: known.MUSTER_TICKETS_ASSIGNEE,
    created: known.MUSTER_TICKETS_CREATED,
  },
  closedStatuses: known.MUSTER_TICKETS_CLOSED.split(",").map((status) => status.trim()),
});
