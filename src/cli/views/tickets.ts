import type { Ticket, Workload } from "../../app/ports/tickets.ts";
import type { TeamFunctions } from "../../app/serving.ts";
import { table } from "../table.ts";

type WorkloadAnswer = Awaited<ReturnType<TeamFunctions["getMemberWorkload"]>>;

/** How much there is to do, for whom, and what it is. */
export function workload(answer: WorkloadAnswer, colour: boolean): string {
  const { available, why, members, ambiguous, queues = [], unassigned, heldByLeavers } = answer;
  if (!available) return why ?? "";
  const unclear = ambiguous.map(
    ({ name, open, members: those, others }) =>
      `${open} open under the name ${name}, which is or was that of ${those.length + others} members: they are counted for none.`,
  );
  const aside = [
    ...(unassigned ? [`${unassigned.total} open in these queues that nobody holds: muster tickets --unassigned`] : []),
    ...(heldByLeavers ? [`${heldByLeavers.total} open of people who have left: muster tickets --leavers`] : []),
    ...(why === undefined ? [] : [why]),
  ];
  return [
    loads("Member", members, colour),
    ...unclear,
    ...(queues.length > 0
      ? [
          loads(
            "Queue",
            queues.map(({ queue, ...load }) => ({ name: queue, ...load })),
            colour,
          ),
        ]
      : []),
    ...(aside.length > 0 ? [aside.join("\n")] : []),
    ...(answer.tickets.length > 0 ? [ticketTable(answer, colour)] : []),
  ].join("\n\n");
}

const loads = (head: string, rows: readonly (Workload & { readonly name: string })[], colour: boolean): string =>
  table(
    [head, "Open", "Up to a day", "A week", "A month", "Older", "Of unknown age"],
    rows.map(({ name, open, ageing: { upToOneDay, upToOneWeek, upToOneMonth, older, unknown } }) => [
      ...[name, open, upToOneDay, upToOneWeek, upToOneMonth, older, unknown],
    ]),
    colour,
  );

/** Tickets, and how many more there are. */
export function ticketTable(
  { tickets, total }: { readonly tickets: readonly Ticket[]; readonly total: number },
  colour: boolean,
): string {
  if (total === 0) return "There are no such tickets.";
  const drawn = table(
    ["Ticket", "Status", "Days", "Queue", "Assigned to", "Summary"],
    tickets.map(({ ticketId, status, ageDays, queue, assignedTo, summary }) => [
      ...[ticketId, status, ageDays, queue, assignedTo, summary],
    ]),
    colour,
  );
  return [drawn, ...(total > tickets.length ? [`and ${total - tickets.length} more.`] : [])].join("\n\n");
}
