import { Rejection, reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { findable } from "../access/findable.ts";
import { authoriseCommand, givenBy, guardedCommands } from "../access/guardedCommands.ts";
import type { Principal } from "../access/principal.ts";
import type { CommandContext } from "../commandHandler.ts";
import { refuseOutdated } from "../foresight/asShown.ts";
import { ordersHash, planOf, readPlan, writePlan } from "../foresight/plan.ts";
import { seenRefusals } from "../foresight/seenPoint.ts";
import type { WhatIf } from "../foresight/whatIf.ts";
import { permitted } from "../handling.ts";
import type { Outcome } from "../outcome.ts";
import type { Muster } from "../muster.ts";
import { commandsOf, type OrderedCommands } from "../roster/changeList.ts";
import { type Order, ofOrder } from "../roster/orders.ts";
import { changeIdOf } from "../scheduling/scheduling.ts";

/** What would come of orders. `plan` has just that recorded; null where something would be refused. */
export type Foreseen = Omit<WhatIf, "seen"> & { readonly plan: string | null };

/** @property asOf the day that is told of, and that orders without a date of their own are for; today unless given */
export type Rehearsal = { readonly orders: readonly Order[]; readonly asOf?: LocalDate | undefined };

/** Several changes as one, for one principal: all of them are recorded together, or none. */
export type ChangeLists = {
  /** @throws {Rejection} whose `command` is the place of the order that is refused @throws {AccessDenied} */
  carryOut(orders: readonly Order[], context: CommandContext): Promise<Outcome>;
  /** What would come of it; nothing is recorded. What would be refused is told. @throws {AccessDenied} {Rejection} */
  rehearse(asked: Rehearsal, context: CommandContext): Promise<Foreseen>;
  /**
   * Records what was shown. Done twice, it is done once.
   * @throws {Rejection} `plan-outdated` where something has changed since; `invalid-value` where it is the plan of others
   */
  commit(orders: readonly Order[], plan: string, context: CommandContext): Promise<Outcome>;
};

type Changing = Pick<Muster, "commands" | "queries" | "calendar" | "whatIf" | "sign" | "recall" | "scheduled">;

export function changeLists(muster: Changing, principal: Principal): ChangeLists {
  const commands = guardedCommands(principal, muster);
  const parts = { ...muster, commands, queries: { ...muster.queries, ...findable(principal, muster.queries) } };
  const made = async ({ orders, asOf }: Rehearsal, context: CommandContext) =>
    commandsOf(asOf === undefined ? parts : { ...parts, calendar: () => onDay(muster, asOf) }, orders, context);
  const foreseen = async (list: OrderedCommands, context: CommandContext, asOf: LocalDate | undefined) => {
    for (const command of list.commands) await authoriseCommand(principal, command, muster.queries);
    const given = givenBy(principal, muster.queries, context);
    const told = await placed(list.orderOf, () => muster.whatIf(list.commands, given, asOf));
    await permitted(given, told.events);
    return told;
  };
  return {
    async carryOut(orders, context) {
      const list = await made({ orders }, context);
      return placed(list.orderOf, () => commands.handle(list.commands, context));
    },
    async rehearse(asked, context) {
      const list = await made(asked, context);
      const { seen, refusals, ...told } = await foreseen(list, context, asked.asOf);
      const seenBy = { conflicts: seenRefusals(principal, told.conflicts), refusals: ofOrders(list, refusals) };
      const plan = planOf({ ...asked, commandId: context.commandId, commands: list.commands, seen });
      const isWhole = refusals.length === 0;
      return { ...told, ...seenBy, plan: isWhole ? await writePlan(muster, plan) : null };
    },
    async commit(orders, written, given) {
      const plan = await readPlan(muster, written);
      const context = { ...given, commandId: plan.commandId };
      if (plan.orders !== ordersHash(orders)) refuseOther();
      const done = await recorded(muster, plan.commandId);
      if (done) return done;
      const asOf = plan.asOf ?? undefined;
      // What names meant then they may not mean now.
      const list = await made({ orders, asOf }, context).catch(outdated);
      const { seen, refusals } = await foreseen(list, context, asOf).catch(outdated);
      const now = planOf({ orders, asOf, commandId: plan.commandId, commands: list.commands, seen });
      if (refusals.length > 0 || now.commands !== plan.commands || now.restsOn !== plan.restsOn) refuseOutdated();
      return placed(list.orderOf, () => commands.handle(list.commands, { ...context, restsOn: seen }));
    },
  };
}

/** What would come of orders, where none of them is refused. @throws {Rejection} the first refusal */
export function refuseFirst(told: Foreseen): Foreseen {
  const [first] = told.refusals;
  if (first) throw new Rejection(first.code, first.message, { ...first.details, command: first.command });
  return told;
}

const ofOrders = ({ orderOf }: OrderedCommands, refusals: WhatIf["refusals"]): WhatIf["refusals"] =>
  refusals.map((each) => ({ ...each, command: orderOf[each.command] ?? 0 }));

/** As if it were another day, for what is dated by today unless it is said. */
const onDay = async ({ calendar }: Pick<Muster, "calendar">, asOf: LocalDate) => ({
  ...(await calendar()),
  today: () => asOf,
});

/** What came of the plan before, if it did. */
async function recorded({ recall, scheduled }: Changing, commandId: string): Promise<Outcome | undefined> {
  const outcome = await recall(commandId);
  if (outcome) return outcome;
  const change = await scheduled.change(changeIdOf(commandId)).catch((error: unknown) => {
    if (error instanceof Rejection) return undefined;
    throw error;
  });
  if (!change) return undefined;
  const { about, changeId, on } = change.change;
  return { id: about.id, revision: -1n, position: change.events[0].position, events: [], scheduled: { changeId, on } };
}

const outdated = (error: unknown): never => {
  if (error instanceof Rejection) return refuseOutdated();
  throw error;
};

const refuseOther = (): never =>
  reject("invalid-value", "This is the plan of other commands: give it with those that it was made for.", {
    field: "plan",
  });

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
