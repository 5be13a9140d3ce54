import { withoutPassword } from "../address.ts";
import type { Command } from "commander";
import { examples } from "../options.ts";
import { jsonText, plain } from "../printable.ts";
import type { Session } from "../session.ts";
import { ReaderGone } from "../terminal.ts";

/** The projectors, until they are stopped. */
export function addStartCommand(program: Command, session: Session): void {
  const start = program
    .command("start")
    .description("keep tables and file in step with the log until stopped (SIGINT, SIGTERM; the second one forces)")
    .action(async () => starting(session));
  examples(start, "start");
}

async function starting(session: Session): Promise<void> {
  const stop = session.terminal.stopSignal();
  const muster = await session.muster();
  const { home, homeChosenBy, databaseUrl, embedded, log } = muster.whereabouts;
  const { worker, log: position } = await muster.status();
  const file = await muster.file.path();
  const say = unheard((text) => session.terminal.out(text));
  const where = {
    home,
    chosenBy: homeChosenBy,
    database: withoutPassword(databaseUrl),
    embedded,
    log,
    position,
    file: file ?? null,
    worker,
  };
  await say(session.options.json ? `${jsonText(where, 2)}\n` : greeting(where));
  const warn = unheard((text) => session.terminal.err(text));
  const { failureOf } = await import("../failure.ts");
  await muster.run(stop, (problem) => void warn(plain`${failureOf(problem).message}\n`));
  if (!session.options.json) await say("Muster has stopped.\n");
}

type Where = {
  readonly home: string;
  readonly chosenBy: string;
  readonly database: string;
  readonly embedded: boolean;
  readonly log: string;
  readonly position: bigint;
  readonly file: string | null;
  readonly worker: string | null;
};

const greeting = ({ home, chosenBy, database, embedded, log, position, file, worker }: Where): string =>
  [
    plain`Muster runs: home ${home} (chosen by: ${chosenBy}), log in ${log} at position ${position}.`,
    plain`Database: ${database}${embedded ? " (Muster's own)" : ""}`,
    file === null ? "No file is kept: muster import <file> takes one in." : plain`File: ${file}`,
    worker === null ? "This process projects." : plain`${worker} projects; this process stands by.`,
    "Stop it with Ctrl-C.\n",
  ].join("\n");

/** Goes on where nobody listens any more. */
const unheard =
  (write: (text: string) => Promise<void>) =>
  async (text: string): Promise<void> => {
    try {
      await write(text);
    } catch (error) {
      if (!(error instanceof ReaderGone)) throw error;
    }
  };
