import type { Command } from "commander";
import { exitCode } from "../exitCode.ts";
import { examples, position as atPosition } from "../options.ts";
import { plain } from "../printable.ts";
import { progressBar } from "../progress.ts";
import type { Session } from "../session.ts";
import { countTable, verification } from "../views/verification.ts";

/** Whether tables and file are what the log says, and how to make them so. */
export function addTableCommands(program: Command, session: Session): void {
  const rebuild = program
    .command("rebuild")
    .description("compute every table anew from the log and mend what differs; readers see no gap; ends a rollback")
    .action(
      session.answering(async () => {
        const muster = await session.muster();
        const bar = await progressBar(session.terminal, "Rebuilding");
        const done = await muster.rebuild(bar.progress).finally(() => bar.stop());
        const { position, rows, changed } = done;
        const mended =
          changed === 0
            ? "nothing differed"
            : `${changed} ${changed === 1 ? "row differed and is" : "rows differed and are"} mended`;
        const told = plain`The tables are computed anew up to position ${position}: ${mended}.`;
        return { json: done, text: `${told}\n\n${countTable(rows, session.colour)}` };
      }),
    );
  examples(rebuild, "rebuild");

  const verify = program
    .command("verify")
    .description(
      "read the whole log, compare it with the ledger and its signed heads, compute every table anew and compare; differences end with exit code 1",
    )
    .option("--from <position>", "only the log from there on, with ledger and heads", atPosition)
    .action(
      session.answering(async ({ from }: { readonly from?: bigint }) => {
        const muster = await session.muster();
        const bar = await progressBar(session.terminal, "Verifying");
        const found = await muster.verify(bar.progress, from).finally(() => bar.stop());
        const text = verification(found, session.colour);
        return { json: found, text, ...(!found.ok && { exitCode: exitCode.failed }) };
      }),
    );
  examples(verify, "verify", "verify --from 120000", "verify --json");
}
