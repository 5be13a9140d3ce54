import type { Command } from "commander";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Serving, Session } from "../session.ts";
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
  const warn = unheard((text) => session.terminal.err(text));
  const { failureOf } = await import("../failure.ts");
  const onProblem = (problem: unknown) => void warn(plain`${failureOf(problem).message}\n`);
  const server = await session.serving(onProblem);
  const { home, homeChosenBy, databaseUrl, embedded, log } = muster.whereabouts;
  const { worker, log: position } = await muster.status();
  const file = await muster.file.path();
  const say = unheard((text) => session.terminal.out(text));
  await say(
    [
      plain`Muster runs: home ${home} (chosen by: ${homeChosenBy}), log in ${log} at position ${position}.`,
      plain`Database: ${databaseUrl}${embedded ? " (Muster's own)" : ""}`,
      file === undefined ? "No file is kept: muster import <file> takes one in." : plain`File: ${file}`,
      worker === null ? "This process projects." : plain`${worker} projects; this process stands by.`,
      plain`Serves: ${server.address} (described at ${server.address}/docs)`,
      ...admission(server),
      "Stop it with Ctrl-C.\n",
    ].join("\n"),
  );
  // Requests under way may wait for the tables, so that the server ends first.
  const served = new AbortController();
  const ended = aborted(stop)
    .then(() => server.close())
    .finally(() => served.abort());
  await muster.run(served.signal, onProblem).finally(() => server.close());
  await ended;
  await say("Muster has stopped.\n");
}

const admission = ({ authentication, token }: Serving): readonly string[] => {
  if (token === undefined)
    return [`Callers send ${authentication === "oidc" ? "the identity provider's tokens, or " : ""}API keys.`];
  return [
    plain`Token: in ${token.path}`,
    ...(token.made === undefined ? [] : [plain`       ${token.made} (shown this once)`]),
  ];
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

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
