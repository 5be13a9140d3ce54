#!/usr/bin/env node
import { statSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { findHome } from "./infra/home.ts";

const oldest = 24;

if (Number.parseInt(process.versions.node) < oldest) {
  process.stderr.write(
    `Muster needs Node ${oldest} or newer, and this is ${process.version}: install one from https://nodejs.org, or use the project's npm scripts, which bring their own where they can.\n`,
  );
  process.exit(2);
}

// Compiling would be most of a short call. What was compiled is run again unseen, so it lies where nobody else can write.
const home = findHome(process.env, process.cwd()).path;
const run = join(home, "run");
if (isOurs(home) && isOurs(run)) module.enableCompileCache(join(run, "compiled"));

const [{ run: runCommand }, { processTerminal }] = await Promise.all([
  import("./cli/run.ts"),
  import("./cli/processTerminal.ts"),
]);

process.exit(
  await runCommand(process.argv.slice(2), processTerminal(), {
    open: async (...asked) => (await import("./openMuster.ts")).openMuster(...asked),
    serve: async (muster, config, onProblem) => (await import("./serve.ts")).serve(muster, config, onProblem),
    fallback: async (config, surroundings) => (await import("./fallback.ts")).fallback(config, surroundings),
    replay: async (...asked) => (await import("./replay.ts")).replay(...asked),
    findHome: ({ environment, workingDirectory }) => findHome(environment, workingDirectory),
  }),
);

function isOurs(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}
