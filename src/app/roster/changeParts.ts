import type { Command } from "../../domain/command.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { CommandHandler } from "../commandHandler.ts";
import type { Commands } from "../decideAll.ts";
import type { Calendar } from "../muster.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";

/** What the use cases behind every change rest upon. */
export type ChangeParts = {
  readonly commands: CommandHandler;
  readonly queries: RosterQueries;
  readonly calendar: () => Promise<Calendar>;
};

/** Today's date, where none is given. */
export const dateOr = async ({ calendar }: ChangeParts, given: LocalDate | undefined): Promise<LocalDate> =>
  given ?? (await calendar()).today();

/** Ids of the later events that a change would make impossible, and that are taken back with it. */
export type Withdrawing = { readonly withdraw?: readonly string[] | undefined };

/** The commands, each with what may be withdrawn for its sake. */
export const withdrawing = <C extends Command>({ withdraw = [] }: Withdrawing, ...commands: readonly [C, ...C[]]) =>
  (withdraw.length === 0
    ? commands
    : commands.map((command) => ({ ...command, data: { ...command.data, withdraw } }))) as unknown as Commands;
