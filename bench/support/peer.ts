import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peer/", import.meta.url));

/** A process that works by requests, a line of JSON each way. */
export type Worker = {
  ask<Answer>(request: { readonly op: string } & Readonly<Record<string, unknown>>): Promise<Answer>;
  stop(): Promise<void>;
};

/** Emmett's Postgres store in a process of its own, on a database of its own. Its package is installed when it is not. */
export function startPeer(database: string): Worker {
  if (!existsSync(`${folder}node_modules`)) {
    const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: "inherit",
    });
    if (status !== 0) throw new Error("The peer's package could not be installed.");
  }
  return startWorker([`${folder}peer.mjs`, database]);
}

export function startWorker(args: readonly string[]): Worker {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting = new Map<number, (answer: { readonly error?: string }) => void>();
  let asked = 0;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as { readonly id: number; readonly error?: string };
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return {
    ask<Answer>(request: { readonly op: string }) {
      const id = asked++;
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, (answer) =>
          answer.error === undefined ? resolve(answer as Answer) : reject(new Error(answer.error)),
        );
        void ended.then(() => reject(new Error(`${args[0] ?? "A worker"} ended before it answered.`)));
        child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
      });
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
