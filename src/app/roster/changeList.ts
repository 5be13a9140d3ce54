import type { Command } from "../../domain/command.ts";
import { folded } from "../../domain/kernel/fold.ts";
import { reject, Rejection } from "../../domain/kernel/rejection.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Commands } from "../decideAll.ts";
import { deriveId } from "../ids.ts";
import type { QueueRow, RosterMember } from "../ports/rosterQueries.ts";
import type { ChangeParts } from "./changeParts.ts";
import { carryOutOrder, type Order, ofOrder } from "./orders.ts";
import { rosterChanges } from "./rosterChanges.ts";

/** The commands of a list, and for each the order that it is of. */
export type OrderedCommands = { readonly commands: Commands; readonly orderOf: readonly number[] };

/**
 * Makes the commands of a list, which are then one change. Later orders may name whom and what earlier ones register
 * and open, as they name all others.
 * @throws {Rejection} whose `command` is the order that names what is not there
 */
export async function commandsOf(
  parts: ChangeParts,
  orders: readonly Order[],
  context: CommandContext,
): Promise<OrderedCommands> {
  const made: Command[] = [];
  const orderOf: number[] = [];
  for (const [index, order] of orders.entries()) {
    const collecting = rosterChanges({
      ...parts,
      queries: withNewcomers(parts.queries, made),
      commands: {
        handle: (commands) => {
          made.push(...commands);
          orderOf.push(...commands.map(() => index));
          return Promise.resolve({ id: "", revision: 0n, position: 0n, events: [] });
        },
        plan: () => Promise.resolve([]),
      },
    });
    const own = { ...context, commandId: deriveId(context.commandId, "order", String(index)) };
    await carryOutOrder(collecting, order, own).catch((error: unknown) => {
      throw error instanceof Rejection ? ofOrder(error, index) : error;
    });
  }
  const [first, ...others] = made;
  if (first === undefined) return reject("invalid-value", "There is nothing to do: give at least one command.");
  return { commands: [first, ...others], orderOf };
}

/** Names as the tables know them, and as the commands before would have the tables know them. */
function withNewcomers(queries: ChangeParts["queries"], made: readonly Command[]): ChangeParts["queries"] {
  return {
    ...queries,
    async findMembers(reference) {
      const key = normaliseEmail(reference.trim());
      const joined = made.flatMap((command): readonly RosterMember[] =>
        command.type === "RegisterMember" && isCalled(command.data, reference, key) ? [joiner(command.data)] : [],
      );
      return [...(await queries.findMembers(reference)), ...joined];
    },
    async findQueues(reference) {
      const opened = made.flatMap((command): readonly QueueRow[] =>
        command.type === "OpenQueue" && folded(command.data.name) === folded(reference) ? [newQueue(command.data)] : [],
      );
      return [...(await queries.findQueues(reference)), ...opened];
    },
  };
}

type Joining = Extract<Command, { type: "RegisterMember" }>["data"];
type Opening = Extract<Command, { type: "OpenQueue" }>["data"];

const isCalled = ({ name, email }: Joining, reference: string, key: string): boolean =>
  normaliseEmail(email.trim()) === key || name.trim() === reference.trim();

const joiner = ({ memberId, name, email, team, title, managerId, on }: Joining): RosterMember => ({
  ...{ memberId, name, email: email.trim(), team, title, managerId },
  ...{ active: true, startDate: on, endDate: null, queues: [] },
});

const newQueue = ({ queueId, name, on }: Opening): QueueRow => ({
  ...{ queueId, name, minimum: 0, open: true, openedOn: on, closedOn: null },
});
