import type { Command } from "commander";
import { musterFor } from "../../app/serving.ts";
import { changed } from "../change.ts";
import { acceptUncovered, type ChangeOptions, examples, reason, withdraw } from "../options.ts";
import type { Session } from "../session.ts";

type UndoOptions = Pick<ChangeOptions, "withdraw" | "reason"> & { readonly acceptUncovered?: readonly string[] };

/** Takes a recorded change back. */
export function addUndoCommand(program: Command, session: Session): void {
  const undo = program
    .command("undo <event-id>")
    .description("take a recorded change back with what it took along, by new events; the log keeps both")
    .addOption(acceptUncovered())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (eventId: string, { reason: why, ...asked }: UndoOptions) => {
        const served = musterFor(await session.muster(), session.caller().principal);
        return changed(session, await served.undo(eventId, asked, session.context(why)));
      }),
    );
  examples(
    undo,
    'undo 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 --reason "she has not left"',
    "undo 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 --withdraw 9b2d6c1e-5f0a-4a55-b1a4-7f1d7d3b8c20",
  );
}
