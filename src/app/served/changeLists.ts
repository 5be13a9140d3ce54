import { Rejection } from "../../domain/kernel/rejection.ts";
import { findable } from "../access/findable.ts";
import { guardedCommands } from "../access/guardedCommands.ts";
import type { Principal } from "../access/principal.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Outcome } from "../outcome.ts";
import type { Muster } from "../muster.ts";
import { commandsOf } from "../roster/changeList.ts";
import { type Order, ofOrder } from "../roster/orders.ts";
import type { Foreseen } from "../whatIf.ts";

/** Several changes as one, for one principal: all of them are recorded together, or none. */
export type ChangeLists = {
  /** @throws {Rejection} whose `command` is the place of the order that is refused @throws {AccessDenied} */
  carryOut(orders: readonly Order[], context: CommandContext): Promise<Outcome>;
  /** What would come of it; nothing is recorded. @throws as above */
  rehearse(orders: readonly Order[], context: CommandContext): Promise<Foreseen>;
};

type Changing = Pick<Muster, "commands" | "queries" | "calendar" | "whatIf">;

export function changeLists(muster: Changing, principal: Principal): ChangeLists {
  const commands = guardedCommands(principal, muster);
  const parts = { ...muster, commands, queries: { ...muster.queries, ...findable(principal, muster.queries) } };
  return {
    async carryOut(orders, context) {
      const { commands: made, orderOf } = await commandsOf(parts, orders, context);
      return placed(orderOf, () => commands.handle(made, context));
    },
    async rehearse(orders, context) {
      const { commands: made, orderOf } = await commandsOf(parts, orders, context);
      const events = await placed(orderOf, () => commands.plan(made, context));
      return muster.whatIf(events, { ...context, actor: principal.actor });
    },
  };
}

/** An order may make several commands: what is told of a command is told of its order. */
async function placed<T>(orderOf: readonly number[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const command = error.details["command"];
    throw ofOrder(error, orderOf[typeof command === "number" ? command : 0] ?? 0);
  }
}
