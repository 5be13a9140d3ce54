import { afterAll, beforeAll } from "@jest/globals";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { api, type ApiParts } from "../../src/api/api.ts";
import { Unauthenticated } from "../../src/app/access/failures.ts";
import type { Principal, Role } from "../../src/app/access/principal.ts";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

type Body = Readonly<Record<string, unknown>>;

/** An answer, with its body read. */
export type Answered = {
  readonly status: number;
  readonly body: Body & { readonly items?: readonly Body[]; readonly events?: readonly Body[] };
  readonly headers: LightMyRequestResponse["headers"];
};

/** A Muster that serves over a database of its own, and projects. */
export type Served = {
  readonly app: FastifyInstance;
  readonly muster: Muster;
  readonly database: TestDatabase;
  /** The settings of another process of this Muster. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the API met that nobody but itself is to blame for. */
  readonly unexpected: unknown[];
  /** Asks as an administrator, unless a role (`lead:engineering`) is given. */
  ask(method: string, url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Orders, and waits until the tables hold it. */
  order(method: string, url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  close(): Promise<void>;
};

/** Whoever a test says: `Authorization: Bearer <role>[:<team>]`. */
export const authenticate: ApiParts["authenticate"] = ({ headers: { authorization = "" } }) => {
  const [role, team] = authorization.replace(/^Bearer /, "").split(":");
  if (role === "") return Promise.reject(new Unauthenticated("missing", "Send a token."));
  const principal: Principal = {
    actor: { issuer: "test", subject: authorization },
    roles: [role as Role],
    team: team ?? null,
    memberId: null,
  };
  return Promise.resolve(principal);
};

export async function serve(
  parts: Partial<ApiParts> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const database = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), "muster-api-"));
  const settings = { DATABASE_URL: database.url, MUSTER_HOME: home, MUSTER_TIMEZONE: "UTC", ...more };
  const muster = await openMuster(readConfig(settings), { workingDirectory: home, environment: {} });
  const unexpected: unknown[] = [];
  const app = await api({
    ...{ muster, authenticate, version: "0.0.0" },
    unexpected: (error) => unexpected.push(error),
    ...parts,
  });
  const stop = new AbortController();
  const running = muster.run(stop.signal, () => undefined);
  const ask: Served["ask"] = async (method, url, body, headers = {}) => {
    const options: InjectOptions = {
      ...{ method: method, url, headers: { authorization: "Bearer hr-admin", ...headers } },
      ...(body !== undefined && { payload: body as object }),
    };
    return answered(await app.inject(options));
  };
  return {
    ...{ app, muster, database, settings, unexpected, ask },
    async order(...asked) {
      const done = await ask(...asked);
      const position = done.headers["muster-position"];
      if (typeof position === "string") await muster.waitFor(BigInt(position), 10_000);
      return done;
    },
    async close() {
      await app.close();
      stop.abort();
      await running;
      await muster.close();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const answered = (response: LightMyRequestResponse): Answered => ({
  status: response.statusCode,
  headers: response.headers,
  body: response.body !== "" && String(response.headers["content-type"]).includes("json") ? response.json() : {},
});

/** One that serves for the tests of a file: `const served = useServed()`, then `served().ask(…)`. */
export function useServed(parts?: Partial<ApiParts>, more?: Readonly<Record<string, string>>): () => Served {
  let served: Served | undefined;
  beforeAll(async () => {
    served = await serve(parts, more);
  });
  afterAll(() => served?.close());
  return () => {
    if (!served) throw new Error("Muster serves once the tests run.");
    return served;
  };
}
