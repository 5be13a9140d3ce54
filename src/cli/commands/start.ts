import type { Command } from "commander";
import type { Muster } from "../../app/muster.ts";
import { withoutPassword } from "../address.ts";
import { examples } from "../options.ts";
import { jsonText, plain } from "../printable.ts";
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
  const server = await session.serving((line) => void warn(line));
  const where = await whereabouts(muster, server);
  const say = unheard((text) => session.terminal.out(text));
  await say(session.options.json ? `${jsonText(where, 2)}\n` : greeting(where));
  // Requests under way may wait for the tables, so that the server ends first.
  const served = new AbortController();
  const ended = aborted(stop)
    .then(() => server.close())
    .finally(() => served.abort());
  await muster.run(served.signal, (problem) => server.onProblem(problem)).finally(() => server.close());
  await ended;
  if (!session.options.json) await say("Muster has stopped.\n");
}

async function whereabouts(muster: Muster, { address, authentication, token }: Serving) {
  const { home, homeChosenBy, databaseUrl, embedded, log } = muster.whereabouts;
  const { worker, log: position } = await muster.status();
  return {
    ...{ home, chosenBy: homeChosenBy, database: withoutPassword(databaseUrl), embedded, log, position },
    ...{ file: (await muster.file.path()) ?? null, worker, address, authentication },
    token: token === undefined ? null : { path: token.path, made: token.made ?? null },
  };
}

type Where = Awaited<ReturnType<typeof whereabouts>>;

const greeting = (where: Where): string =>
  [
    plain`Muster runs: home ${where.home} (chosen by: ${where.chosenBy}), log in ${where.log} at position ${where.position}.`,
    plain`Database: ${where.database}${where.embedded ? " (Muster's own)" : ""}`,
    where.file === null ? "No file is kept: muster import <file> takes one in." : plain`File: ${where.file}`,
    where.worker === null ? "This process projects." : plain`${where.worker} projects; this process stands by.`,
    plain`Serves: ${where.address} (described at ${where.address}/docs)`,
    ...admission(where),
    "Stop it with Ctrl-C.\n",
  ].join("\n");

const admission = ({ authentication, token }: Where): readonly string[] => {
  if (token === null)
    return [`Callers send ${authentication === "oidc" ? "the identity provider's tokens, or " : ""}API keys.`];
  return [
    plain`Token: in ${token.path}`,
    ...(token.made === null ? [] : [plain`       ${token.made} (shown this once)`]),
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
