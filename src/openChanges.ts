import type { Muster } from "./app/muster.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import type { ScheduledChanges } from "./app/scheduling/scheduledChanges.ts";
import type { Parts } from "./composition/parts.ts";
import { Tokens } from "./composition/tokens.ts";

/** What changes the team: now, by taking back, and on a day to come. Refused while the tables are rolled back. */
export const changeUseCases = (parts: Parts): Pick<Muster, "commands" | "undo" | "scheduled" | "holds"> => ({
  commands: {
    handle: async (commands, context) => (await changing(parts)).handle(commands, context),
    plan: async (commands, context) => (await changing(parts)).plan(commands, context),
  },
  undo: async (...asked) => (await changing(parts)).undo(...asked),
  scheduled: scheduledChanges(parts),
  holds: {
    place: async (...asked) => (await changing(parts)).holds.place(...asked),
    release: async (...asked) => (await changing(parts)).holds.release(...asked),
    list: async () => (await parts.getAsync(Tokens.commands)).holds.list(),
    on: async (memberId) => (await parts.getAsync(Tokens.commands)).holds.on(memberId),
  },
});

/** Applying waits while the tables are rolled back, as other changes are refused then. */
export const scheduledChanges = (parts: Parts): ScheduledChanges => ({
  list: async () => (await parts.getAsync(Tokens.commands)).changes.list(),
  change: async (changeId) => (await parts.getAsync(Tokens.commands)).changes.change(changeId),
  foretold: async (...asked) => (await parts.getAsync(Tokens.commands)).changes.foretold(...asked),
  move: async (...asked) => (await changing(parts)).changes.move(...asked),
  cancel: async (...asked) => (await changing(parts)).changes.cancel(...asked),
  applyDue: async () =>
    (await (await parts.getAsync(Tokens.readModel)).isRolledBack())
      ? 0
      : (await parts.getAsync(Tokens.commands)).changes.applyDue(),
});

async function changing(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  return parts.getAsync(Tokens.commands);
}
