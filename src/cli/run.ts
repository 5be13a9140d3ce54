import { CommanderError } from "commander";
import { exitCode, type ExitCode } from "./exitCode.ts";
import { jsonText, printable } from "./printable.ts";
import { createProgram, type Help } from "./program.ts";
import { type Opening, Session } from "./session.ts";
import { ReaderGone, type Terminal } from "./terminal.ts";

/** Runs one call of the command line, as a process or within one. Answers how it ends; throws nothing. */
export async function run(argv: readonly string[], terminal: Terminal, opening: Opening): Promise<ExitCode> {
  const session = new Session(terminal, opening);
  const help: Help = { out: "", err: "" };
  try {
    await createProgram(session, help).parseAsync([...argv], { from: "user" });
    return session.exitCode;
  } catch (error) {
    return await (isHelp(error) ? helped(help, terminal) : told(error, terminal, argv)).catch(silently);
  } finally {
    // What was asked for is done or has failed by now; that a connection does not close well changes neither.
    await session.close().catch(silently);
  }
}

const isHelp = (error: unknown): boolean =>
  error instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(error.code);

/** Help that was asked for is an answer; help in place of a command says that one is missing. */
async function helped({ out, err }: Help, terminal: Terminal): Promise<ExitCode> {
  if (out !== "") await terminal.out(out);
  if (err !== "") await terminal.err(err);
  return err === "" ? exitCode.done : exitCode.badInput;
}

/** Says what went wrong, on standard error, in one sentence or one JSON document. */
async function told(error: unknown, terminal: Terminal, argv: readonly string[]): Promise<ExitCode> {
  if (error instanceof ReaderGone) return exitCode.done;
  const { failureOf } = await import("./failure.ts");
  const { exitCode: ends, hint, ...failure } = failureOf(error);
  const { withdrawing } = await import("./withdrawing.ts");
  const sentence = [failure.message, hint ?? withdrawing(error, argv)].filter(Boolean).join(" ");
  await terminal.err(
    argv.includes("--json")
      ? `${jsonText({ error: failure }, 2)}\n`
      : [sentence, ...(await problemsIn(error))].map((line) => `${printable(line)}\n`).join(""),
  );
  if (argv.includes("--verbose") && error instanceof Error)
    await terminal.err(`${printable(error.stack ?? "", "\n")}\n`);
  return ends;
}

/** Of a file that is refused, everything that is wrong with it, one a line. */
async function problemsIn(error: unknown): Promise<readonly string[]> {
  if (!(error instanceof Error && "details" in error)) return [];
  const { csvProblemsOf } = await import("../app/csv/problems.ts");
  return csvProblemsOf(error);
}

/** Nobody is left to be told. */
const silently = (error: unknown): ExitCode => (error instanceof ReaderGone ? exitCode.done : exitCode.failed);
