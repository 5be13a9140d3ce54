import { api } from "./api/api.ts";
import { listen } from "./api/listening.ts";
import { isLoopback } from "./app/access/listening.ts";
import type { Muster } from "./app/muster.ts";
import type { Serving } from "./cli/session.ts";
import type { Config } from "./config.ts";
import { journal } from "./infra/telemetry/journal.ts";
import { metrics } from "./infra/telemetry/metrics.ts";
import { version } from "./version.ts";

/**
 * Serves Muster over HTTP at the address that the settings name.
 * @param write takes each line of the process's journal
 * @throws {BadSetting} where it must not listen there
 */
export async function serve(
  muster: Muster,
  { host, port, behindTls, trustedProxies, logLevel }: Config,
  write: (line: string) => void,
): Promise<Serving> {
  const { authentication, token } = await muster.access.admit();
  const figures = metrics({ health: () => muster.health(), tally: muster.tally });
  const lines = journal(logLevel, write);
  const app = await api({
    muster,
    authenticate: muster.access.authenticate,
    version: version(),
    trustedProxies,
    limits: { perCaller: 6_000, perAddress: 12_000 },
    metrics: { ...figures, openHere: isLoopback(host) && !behindTls },
    watch(handled) {
      figures.handled(handled);
      lines.handled(handled);
    },
    tracing: await muster.tracing(),
    unexpected: (error, correlationId) => lines.problem(error, correlationId),
  });
  return {
    ...(await listen(app, { host, port })),
    ...{ authentication, token },
    onProblem: (problem) => lines.problem(problem),
  };
}
