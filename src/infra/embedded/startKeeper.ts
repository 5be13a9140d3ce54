import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EmbeddedUnavailable } from "./unavailable.ts";

/** A keeper that was started and may yet lose the election to another. */
export type Candidate = {
  /** Whether to wait for it. @throws {EmbeddedUnavailable} if it broke, with what it said. */
  isStanding(): boolean;
  forget(): void;
};

// One that yielded did so to another, which needs a moment to become reachable.
const graceMs = 200;

/** Starts a keeper in a session of its own, with nothing of the caller's: no terminal, no stdio, no folder, no settings. */
export const startKeeper = (home: string): Candidate => {
  const keeper = fileURLToPath(new URL(`./keeper${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", keeper, home], {
    cwd: home,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"],
      // Without it, taking the types off would be half of the keeper's start.
      NODE_COMPILE_CACHE: join(home, "run", "compiled"),
    },
  });
  child.unref();
  (child.stderr as Readable & { unref(): void }).unref();
  let said = "";
  let ended: { code: number | null; at: number } | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.once("error", (error) => {
    said += error.message;
    ended = { code: 1, at: Date.now() };
  });
  child.once("close", (code) => (ended = { code, at: Date.now() }));
  return {
    isStanding: () => {
      if (ended === undefined) return true;
      if (ended.code === 1) throw new EmbeddedUnavailable(said.trim());
      return ended.code === 0 && Date.now() - ended.at < graceMs;
    },
    forget: () => child.stderr.destroy(),
  };
};
