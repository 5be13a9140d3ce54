import type { Command } from "../../../src/domain/command.ts";
import type { CommandContext, CommandHandler } from "../../../src/app/commandHandler.ts";
import type { QueueRow, RosterMember, RosterQueries } from "../../../src/app/ports/rosterQueries.ts";
import { type RosterChanges, rosterChanges } from "../../../src/app/roster/rosterChanges.ts";

export const context: CommandContext = { commandId: "c-1", actor: { issuer: "os", subject: "ada" } };

export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const member = (n: number, name: string, email: string, active = true): RosterMember => ({
  memberId: id(n),
  name,
  email,
  team: "engineering",
  title: null,
  active,
  managerId: null,
  startDate: "2025-01-01",
  endDate: active ? null : "2025-06-30",
  queues: [],
});

export const queue = (n: number, name: string, closedOn: string | null = null): QueueRow => ({
  queueId: id(n),
  name,
  minimum: 0,
  open: closedOn === null,
  openedOn: "2025-01-01",
  closedOn,
});

const unasked = () => Promise.reject(new Error("No change asks for this."));

/** The use cases over tables that hold these rows; `commands` is what reached the command handler. */
export function changesOver(members: readonly RosterMember[], queues: readonly QueueRow[] = []) {
  const commands: Command[] = [];
  const handler: CommandHandler = {
    handle: (given) => {
      commands.push(...given);
      return Promise.resolve({ id: "", revision: 0n, position: 0n, events: [] });
    },
    plan: unasked,
  };
  const queries: RosterQueries = {
    roster: () => Promise.resolve(members),
    contacts: unasked,
    member: unasked,
    findMembers: (text) =>
      Promise.resolve(
        members.filter(
          ({ memberId, name, email }) =>
            memberId === text || name === text || email.toLowerCase() === text.toLowerCase(),
        ),
      ),
    queues: () => Promise.resolve(queues.filter(({ open }) => open)),
    findQueues: (text) => Promise.resolve(queues.filter(({ queueId, name }) => queueId === text || name === text)),
    coverage: unasked,
    history: unasked,
  };
  const calendar = () => Promise.resolve({ timezone: "Australia/Sydney", today: () => "2026-01-10" });
  const changes: RosterChanges = rosterChanges({ commands: handler, queries, calendar });
  return { changes, commands };
}
