import { api } from "./api/api.ts";
import { listen } from "./api/listening.ts";
import { isLoopback } from "./app/access/listening.ts";
import type { Muster } from "./app/muster.ts";
import type { Serving } from "./cli/session.ts";
import type { Config } from "./config.ts";
import { metrics } from "./infra/telemetry/metrics.ts";

/** Serves Muster over HTTP at the address that the settings name. @throws {BadSetting} where it must not listen there */
export async function serve(
  muster: Muster,
  { host, port, behindTls }: Config,
  onProblem: (problem: unknown) => void,
): Promise<Serving> {
  const { authentication, token } = await muster.access.admit();
  const figures = metrics({ health: () => muster.health(), tally: muster.tally });
  const app = await api({
    muster,
    authenticate: muster.access.authenticate,
    version: "0.1.0",
    limits: { perCaller: 6_000, perAddress: 12_000 },
    metrics: { ...figures, openHere: isLoopback(host) && !behindTls },
    watch: figures.handled,
    unexpected: onProblem,
  });
  return { ...(await listen(app, { host, port })), authentication, token };
}
