import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { serve } from "../../src/serve.ts";
import type { Settings } from "./cli.ts";

/** A Muster that serves on a port of its own within this process, as `muster start` does, in a home of its own. */
export type Running = {
  readonly muster: Muster;
  readonly address: string;
  readonly home: string;
  /** The home's token. */
  readonly token: string;
  /** What it has written on standard error. */
  readonly written: () => string;
  /** Keeps the tables in step until the end, or until what it answers is called. */
  project(): () => Promise<void>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  send(method: string, path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
};

export async function running(url: string, settings: Settings = {}): Promise<Running> {
  const home = mkdtempSync(join(tmpdir(), "muster-running-"));
  const environment = { DATABASE_URL: url, MUSTER_HOME: home, MUSTER_TIMEZONE: "UTC", MUSTER_PORT: "0", ...settings };
  const config = readConfig(environment);
  const muster = await openMuster(config, { workingDirectory: home, environment: {} });
  let written = "";
  const serving = await serve(muster, config, (line) => {
    written += line;
  });
  const token = serving.token?.made ?? "";
  const projecting: (() => Promise<void>)[] = [];
  const send: Running["send"] = (method, path, body, headers = {}) =>
    fetch(new URL(path, serving.address), {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    ...{ muster, home, token, send },
    address: serving.address,
    written: () => written,
    project() {
      const stop = new AbortController();
      const running = muster.run(stop.signal, (problem) => serving.onProblem(problem));
      const end = async () => (stop.abort(), running);
      projecting.push(end);
      return end;
    },
    get: (path, headers) => send("GET", path, undefined, headers),
    async close() {
      await serving.close();
      for (const end of projecting) await end();
      await muster.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
