import { type Command, InvalidArgumentError } from "commander";
import { isUnreadable } from "../../app/codec/eventCodec.ts";
import type { Muster } from "../../app/muster.ts";
import { changed } from "../change.ts";
import { acceptUncovered, type ChangeOptions, examples, reason, withdraw } from "../options.ts";
import type { Session } from "../session.ts";

type UndoOptions = Pick<ChangeOptions, "withdraw" | "reason"> & { readonly acceptUncovered?: readonly string[] };

/** Takes a recorded change back. */
export function addUndoCommand(program: Command, session: Session): void {
  const undo = program
    .command("undo <event>")
    .description(
      "take a recorded change back with what it took along, by new events; the log keeps both. The event is named by its " +
        "id, or by its position as muster log shows it",
    )
    .addOption(acceptUncovered())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (event: string, { reason: why, ...asked }: UndoOptions) => {
        const [muster, { musterFor }] = [await session.muster(), await import("../../app/serving.ts")];
        const served = musterFor(muster, session.caller().principal);
        return changed(session, await served.undo(await eventIdOf(muster, event), asked, session.context(why)));
      }),
    );
  examples(
    undo,
    'undo 101 --reason "it was in July"',
    'undo 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 --reason "she has not left"',
    "undo 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 --withdraw 9b2d6c1e-5f0a-4a55-b1a4-7f1d7d3b8c20",
  );
}

/** @throws {InvalidArgumentError} where nothing was recorded at the position that is named */
async function eventIdOf(muster: Muster, event: string): Promise<string> {
  if (!/^\d{1,18}$/.test(event)) return event;
  const position = BigInt(event);
  if (position > 0n)
    for await (const page of muster.events(position - 1n)) {
      const [found] = page;
      if (found?.position === position) return isUnreadable(found) ? found.eventId : found.meta.eventId;
      break;
    }
  throw new InvalidArgumentError(`Nothing is recorded at position ${event}: muster log shows what is.`);
}
