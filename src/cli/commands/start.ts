import type { Command } from "commander";
import type { Muster } from "../../app/muster.ts";
import { isOutage } from "../../app/outages.ts";
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
  const muster = await session.muster({ away: "open" });
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
  const status = await muster.status().catch(unlessAway);
  return {
    ...{ home, chosenBy: homeChosenBy, database: withoutPassword(databaseUrl), embedded, log },
    ...{ position: status?.log ?? null, worker: status?.worker ?? null },
    ...{ file: (await muster.file.path()) ?? null, address, authentication },
    roles: (await muster.databaseRoles().catch(unlessAway)) ?? null,
    token: token === undefined ? null : { path: token.path, made: token.made ?? null },
  };
}

/** Nothing to tell of the tables, where the database is away: this process serves from the file, and waits for it. */
function unlessAway(error: unknown): undefined {
  if (!isOutage(error)) throw error;
}

type Where = Awaited<ReturnType<typeof whereabouts>>;

const greeting = (where: Where): string =>
  [
    plain`Muster runs: home ${where.home} (chosen by: ${where.chosenBy}), log in ${where.log}${where.position === null ? "" : plain` at position ${where.position}`}.`,
    plain`Database: ${where.database}${where.embedded ? " (Muster's own)" : ""}`,
    ...(where.roles === null || where.roles.inUse
      ? []
      : [plain`Roles: not in use, since ${where.roles.why}; muster doctor tells what to do about it.`]),
    where.file === null ? "No file is kept: muster import <file> takes one in." : plain`File: ${where.file}`,
    projecting(where),
    plain`Serves: ${where.address} (described at ${where.address}/docs)`,
    ...admission(where),
    "Stop it with Ctrl-C.\n",
  ].join("\n");

const projecting = ({ position, worker }: Where): string => {
  if (position === null)
    return "The database or the log cannot be reached: what the file knows is answered from it until they are back.";
  return worker === null ? "This process projects." : plain`${worker} projects; this process stands by.`;
};

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
