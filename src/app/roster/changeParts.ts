import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { CommandHandler } from "../commandHandler.ts";
import type { Commands } from "../decideAll.ts";
import type { Calendar } from "../muster.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import { type Dated, effectiveDay } from "./effectiveDay.ts";

/** What the use cases behind every change rest upon. */
export type ChangeParts = {
  readonly commands: CommandHandler;
  readonly queries: RosterQueries;
  readonly calendar: () => Promise<Calendar>;
};

/** The day from which a change holds; today, where none is given. */
export const dayOf = async ({ calendar }: Pick<ChangeParts, "calendar">, given: Dated): Promise<LocalDate> =>
  effectiveDay(given) ?? (await calendar()).today();

/** Ids of the later events that a change would make impossible, and that are taken back with it. */
export type Withdrawing = { readonly withdraw?: readonly string[] | undefined };

/** The commands, each with what may be withdrawn for its sake. */
export const withdrawing = <C extends Command>({ withdraw = [] }: Withdrawing, ...commands: readonly [C, ...C[]]) =>
  (withdraw.length === 0
    ? commands
    : commands.map((command) => ({ ...command, data: { ...command.data, withdraw } }))) as unknown as Commands;
