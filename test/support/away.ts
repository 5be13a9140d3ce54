import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { api } from "../../src/api/api.ts";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { authenticate } from "../api/support.ts";
import { createTestDatabase } from "./postgres.ts";
import { startTcpProxy, type TcpProxy } from "./tcpProxy.ts";

export type Answer = Pick<LightMyRequestResponse, "headers"> & {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
};

/** A Muster that serves and projects, keeps a file, and has a line to its database that can fail. */
export type Fragile = {
  readonly muster: Muster;
  readonly line: TcpProxy;
  readonly url: string;
  readonly home: string;
  readonly file: () => string;
  /** What was told while it ran. */
  readonly problems: unknown[];
  readonly unexpected: unknown[];
  /** Asks as a role (`lead:engineering`), or with a token of Muster's own. */
  ask(as: string, method: "GET" | "POST" | "PATCH", url: string, more?: Partial<InjectOptions>): Promise<Answer>;
  close(): Promise<void>;
};

export async function fragile({
  away = false,
  ...more
}: { readonly away?: boolean; readonly MUSTER_RECORD_READS?: string } = {}): Promise<Fragile> {
  const database = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), "muster-away-"));
  const url = new URL(database.url);
  const line = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(line.port);
  const path = join(home, "prefs.json");
  copyFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), path);
  const config = readConfig({ DATABASE_URL: url.href, MUSTER_HOME: home, MUSTER_TIMEZONE: "UTC", ...more });
  const open = (manner: "refuse" | "open") =>
    openMuster(config, { workingDirectory: home, environment: {} }, { away: manner });
  let muster = await open("refuse");
  const actor = { issuer: "test", subject: "importer" };
  await muster.importRoster({ path, context: { actor } });
  if (away) {
    await muster.close();
    line.cut();
    muster = await open("open");
  }
  const [problems, unexpected]: [unknown[], unknown[]] = [[], []];
  const app = await api({
    muster,
    authenticate: (request) =>
      /^Bearer (hr-admin|lead|auditor|reader)\b/.test(request.headers.authorization ?? "")
        ? authenticate(request)
        : muster.access.authenticate(request),
    version: "0.0.0",
    unexpected: (error) => unexpected.push(error),
  });
  const stop = new AbortController();
  const running = muster.run(stop.signal, (problem) => problems.push(problem));
  return {
    ...{ muster, line, url: url.href, home, problems, unexpected, file: () => readFileSync(path, "utf8") },
    async ask(as, method, asked, { headers, ...more } = {}) {
      const given = { authorization: `Bearer ${as}`, ...headers };
      const response = await app.inject({ method, url: asked, headers: given, ...more });
      const json = String(response.headers["content-type"]).includes("json");
      return { status: response.statusCode, headers: response.headers, body: json ? response.json() : {} };
    },
    async close() {
      await app.close();
      stop.abort();
      await running;
      await muster.close();
      await line.close();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
