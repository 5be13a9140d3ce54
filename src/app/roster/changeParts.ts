import type { LocalDate } from "../../domain/kernel/time.ts";
import type { CommandHandler } from "../commandHandler.ts";
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
