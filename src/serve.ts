import { randomBytes } from "node:crypto";
import { Unauthenticated } from "./app/access/failures.ts";
import { type Authenticate, bearerToken } from "./app/access/authentication.ts";
import { operator } from "./app/access/principal.ts";
import type { Muster } from "./app/muster.ts";
import { api } from "./api/api.ts";
import { listen } from "./api/listening.ts";
import type { Serving } from "./cli/session.ts";
import type { Config } from "./config.ts";

/** Serves Muster over HTTP at the address that the settings name. */
export async function serve(
  muster: Muster,
  { host, port }: Config,
  onProblem: (problem: unknown) => void,
): Promise<Serving> {
  const token = randomBytes(32).toString("base64url");
  const app = await api({
    muster,
    authenticate: knownByToken(token),
    version: "0.1.0",
    limits: { perCaller: 6_000, perAddress: 12_000 },
    unexpected: onProblem,
  });
  return { ...(await listen(app, { host, port })), token };
}

const knownByToken =
  (token: string): Authenticate =>
  (request) =>
    bearerToken(request) === token
      ? Promise.resolve(operator({ issuer: "local", subject: "token" }, null))
      : Promise.reject(new Unauthenticated("invalid", "This token is not one that is known."));
