import { confinedTo } from "../access/access.ts";
import { givenBy } from "../access/guardedCommands.ts";
import type { Principal } from "../access/principal.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Muster } from "../muster.ts";
import type { Outcome } from "../outcome.ts";
import { references } from "../roster/references.ts";

/** What an undo may bring about; queues are references, as a person gives them. */
export type UndoAsked = {
  readonly acceptUncovered?: readonly string[] | undefined;
  readonly withdraw?: readonly string[] | undefined;
};

/**
 * Takes a recorded change back for one principal, with what it took along: all of it must be theirs to change.
 * @throws {AccessDenied} {Rejection} `change-unknown`; `conflicts-with-later-change`, which names what stands in the way
 */
export type Undo = (eventId: string, asked: UndoAsked, context: CommandContext) => Promise<Outcome>;

export const undoFor =
  ({ undo, queries }: Pick<Muster, "undo" | "queries">, principal: Principal): Undo =>
  async (eventId, { acceptUncovered = [], withdraw }, context) => {
    // Who may change nothing is told that, before it is looked up what the event was.
    confinedTo(principal, "change-assignment");
    const accepted = await references(queries).queues(acceptUncovered);
    return undo(eventId.toLowerCase(), givenBy(principal, queries, context), { acceptUncovered: accepted, withdraw });
  };
