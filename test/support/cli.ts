import { afterAll, beforeAll } from "@jest/globals";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/run.ts";
import type { Opening } from "../../src/cli/session.ts";
import { ReaderGone, type Terminal } from "../../src/cli/terminal.ts";
import { fallback } from "../../src/fallback.ts";
import { findHome } from "../../src/infra/home.ts";
import { replay } from "../../src/replay.ts";
import { serve } from "../../src/serve.ts";
import { openMuster } from "../../src/openMuster.ts";

const root = join(import.meta.dirname, "../..");

/** How a call ended, and what it wrote. */
export type Called = { readonly code: number | null; readonly out: string; readonly err: string };

export type Settings = Readonly<Record<string, string | undefined>>;

type TestTerminal = {
  readonly cwd?: string;
  readonly watched?: { readonly out: boolean; readonly err: boolean };
  readonly patience?: number;
  readonly stop?: AbortSignal;
};

const unwatched = { out: false, err: false };

/** A terminal that keeps what is written to it. `patience` is how many writes its reader takes before it goes. */
export function testTerminal(env: Settings, options: TestTerminal = {}) {
  const { cwd = root, watched = unwatched, patience = Infinity, stop = new AbortController().signal } = options;
  const said = { out: "", err: "" };
  let left = patience;
  const terminal: Terminal = {
    out: (text) => {
      if (left-- <= 0) return Promise.reject(new ReaderGone("The reader has gone."));
      said.out += text;
      return Promise.resolve();
    },
    err: (text) => {
      said.err += text;
      return Promise.resolve();
    },
    watched,
    cwd,
    env,
    user: "tester",
    stopSignal: () => stop,
  };
  return { terminal, said };
}

export const opening: Opening = {
  open: openMuster,
  serve,
  fallback,
  replay,
  findHome: ({ environment, workingDirectory }) => findHome(environment, workingDirectory),
};

/** Calls the program within this process. */
export async function call(env: Settings, ...argv: readonly string[]): Promise<Called> {
  const { terminal, said } = testTerminal(env);
  return { code: await run(argv, terminal, opening), ...said };
}

/** Calls it for a terminal of the test's own. */
export const callOn = (terminal: Terminal, ...argv: readonly string[]): Promise<number> => run(argv, terminal, opening);

/** The program as a process of its own; nothing of this process's settings reaches it. */
export function start(env: Settings, argv: readonly string[], cwd = root) {
  const child = spawn(process.execPath, [join(root, "src/main.ts"), ...argv], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const ended = new Promise<Called>((resolve) => {
    child.once("close", (code) => resolve({ code, ...said }));
  });
  return { child, said, ended };
}

/** Runs the program as a process of its own to its end. */
export const callProcess = (env: Settings, ...argv: readonly string[]): Promise<Called> => start(env, argv).ended;

/** A folder for the tests of a file: `const folder = useTemporaryFolder()`, then `folder("name")`. */
export function useTemporaryFolder(): (...names: readonly string[]) => string {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "muster-acceptance-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (...names) => join(folder, ...names);
}
