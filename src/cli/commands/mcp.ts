import type { Command } from "commander";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Session } from "../session.ts";

/** The door for an assistant on this machine. */
export function addMcpCommand(program: Command, session: Session): void {
  const mcp = program
    .command("mcp")
    .description("serve an assistant over standard input and output (Model Context Protocol) until the input ends")
    .action(async () => {
      const stop = session.terminal.stopSignal();
      const [{ serveOverStdio }, { failureOf }] = await Promise.all([
        import("../../mcp/stdio.ts"),
        import("../failure.ts"),
      ]);
      const onProblem = (problem: unknown) =>
        void session.terminal.err(plain`${failureOf(problem).message}\n`).catch(() => undefined);
      await serveOverStdio({ caller: session.caller(), onProblem }, stop);
    });
  examples(mcp, "mcp");
}
