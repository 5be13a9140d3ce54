import { bearerToken } from "./app/access/authentication.ts";
import { keyDesk } from "./app/access/keyDesk.ts";
import { reasonNotToListen } from "./app/access/listening.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { BadSetting, type Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";

/** Who may come in, and how that is found out. */
export const accessUseCases = (parts: Parts, queries: Muster["queries"]): Muster["access"] => ({
  async authenticate(request) {
    const token = bearerToken(request);
    return (await parts.getAsync(Tokens.verified))(token);
  },
  async admit() {
    const config: Config = parts.get(Tokens.config);
    const reason = reasonNotToListen(config);
    if (reason !== undefined) throw new BadSetting(reason);
    if (config.authentication !== "local") return { authentication: config.authentication, token: undefined };
    const local = parts.get(Tokens.localToken);
    const { made } = await local.ensure();
    return { authentication: config.authentication, token: { path: local.path, made } };
  },
  keys: keyDesk(async () => ({
    keys: await parts.getAsync(Tokens.apiKeys),
    queries,
    now: systemClock.now,
  })),
});
