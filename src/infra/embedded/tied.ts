import { type ChildProcess, spawn } from "node:child_process";
import type { RunAs } from "./runAs.ts";

/** A program that ends when this process does. */
export type Tied = {
  /** The exit code, once it is gone; `null` after a signal. */
  readonly exited: Promise<number | null>;
  /** Asks it to end, and insists. */
  release(): void;
};

/** What ends it first. To Postgres INT says: disconnect everybody and stop. */
export type Ending = "INT" | "KILL";

// The shell holds the program and reads from a pipe whose other end only this process has. End of file, be it by
// release() or because this process was killed, is the signal of the program's ending, then a SIGQUIT (to Postgres: stop
// at once, recover at the next start), then a SIGKILL.
const script = `
exec 3<&0
"$@" 0</dev/null 3<&- &
program=$!
( read -r _ <&3; kill -$0 $program; sleep 2; kill -QUIT $program; sleep 1; kill -KILL $program ) 2>/dev/null &
watcher=$!
wait $program
status=$?
kill $watcher 2>/dev/null
exit $status`;

/** Starts a program tied to this process, in a session of its own. Its output goes to an open file. */
export const spawnTied = (ending: Ending, command: readonly string[], runAs: RunAs, output: number): Tied => {
  const child = spawn("/bin/sh", ["-c", script, ending, ...runAs.prefix, ...command], {
    ...runAs.identity,
    cwd: runAs.directory,
    env: runAs.environment,
    detached: true,
    stdio: ["pipe", output, output],
  });
  // The pipe breaks when the shell is gone; that is told by `exited`.
  child.stdin?.on("error", () => undefined);
  return { exited: exitOf(child), release: () => child.stdin?.destroy() };
};

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      child.stdin?.destroy();
      resolve(code);
    });
  });
