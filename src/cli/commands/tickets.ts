import { type Command, Option } from "commander";
import { deskTickets, type PointAsked, refusePoint } from "../../app/asOf.ts";
import { ticketStatuses, type TicketStatus } from "../../app/ports/tickets.ts";
import { count, examples } from "../options.ts";
import { noPointOptions } from "../point.ts";
import type { Answer, Session } from "../session.ts";
import { ticketTable, workload } from "../views/tickets.ts";

type Whose = PointAsked & { readonly team?: string; readonly member?: string };
type WorkloadOptions = Whose & { readonly all?: boolean; readonly limit?: number };
type TicketOptions = Whose & {
  readonly unassigned?: boolean;
  readonly leavers?: boolean;
  readonly status: TicketStatus;
  readonly limit: number;
};

/** The service desk's tickets, which Muster only reads. */
export function addTicketCommands(program: Command, session: Session): void {
  const load = program
    .command("workload")
    .description("show how much a team or a member has to do for the service desk, and the oldest tickets of it")
    .option("--team <team>", "whose (default: the team of the file that is kept)")
    .option("--member <member>", "of one member instead")
    .option("--all", "list closed tickets as well")
    .option("--limit <number>", "list so many at most (default: 50)", count)
    .action(session.answering((options: WorkloadOptions) => workloadOf(session, options)));
  noPointOptions(load);
  examples(load, "workload", "workload --member ada@example.com --all", "workload --team platform --json");

  const list = program
    .command("tickets")
    .description("list the service desk's tickets, the oldest first")
    .option("--team <team>", "of its members (default: the team of the file that is kept)")
    .option("--member <member>", "of one member instead")
    .addOption(new Option("--unassigned", "those that nobody holds; of the queues of --team").conflicts("member"))
    .addOption(new Option("--leavers", "those of people who left; of --team").conflicts(["member", "unassigned"]))
    .addOption(new Option("--status <status>", "which").choices(ticketStatuses).default("open"))
    .option("--limit <number>", "so many at most", count, 50)
    .action(session.answering((options: TicketOptions) => ticketsOf(session, options)));
  noPointOptions(list);
  examples(list, "tickets", "tickets --member ada@example.com --status all", "tickets --unassigned --json");
}

async function workloadOf(session: Session, { all: includeClosed, ...asked }: WorkloadOptions): Promise<Answer> {
  refusePoint(asked, deskTickets);
  const { functionsFor } = await import("../../app/serving.ts");
  const answer = await functionsFor(session.caller()).getMemberWorkload({ ...asked, includeClosed });
  return { json: answer, text: workload(answer, session.colour) };
}

async function ticketsOf(session: Session, options: TicketOptions): Promise<Answer> {
  refusePoint(options, deskTickets);
  const { unassigned = false, leavers = false, status, limit, member } = options;
  const { ticketReads } = await import("../../app/served/ticketReads.ts");
  const held = unassigned ? "nobody" : leavers ? "leavers" : "members";
  const mine = held === "members" && member === undefined;
  const team = options.team ?? (mine ? await session.myTeam() : undefined);
  const reads = ticketReads(await session.reading(), session.caller().principal);
  const { items: tickets, total, why } = await reads.tickets({ held, team, member, status }, { limit });
  const json = { available: why === undefined, ...(why !== undefined && { why }), total, tickets };
  return { json, text: why ?? ticketTable(json, session.colour) };
}
