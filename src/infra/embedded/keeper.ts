/**
 * The keeper of a home: a process of its own that holds the embedded Postgres as long as anybody uses it.
 * Started with the home as its one argument; ends at once where another already keeps that home.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { elect } from "./election.ts";
import { embeddedFiles, type EmbeddedFiles } from "./files.ts";
import { writeRecord } from "./record.ts";
import { shortPath } from "./shortPath.ts";
import { Supervisor } from "./supervisor.ts";
import { sentenceOf } from "./unavailable.ts";
import { Users } from "./users.ts";

const keep = async (files: EmbeddedFiles): Promise<void> => {
  if (!(await elect(files))) return;
  const token = randomBytes(32).toString("hex");
  const users = new Users(token);
  const supervisor = new Supervisor(files, (message) => users.tell(message));
  try {
    writeRecord(files.record, { pid: process.pid, port: await users.listen(), token });
    flushCompileCache();
    await Promise.race([users.idle, told(), supervisor.done]);
  } finally {
    // In this order: nobody is let in any more, then Postgres goes, then (with the process) the office is free.
    rmSync(files.record, { force: true });
    users.close();
    await supervisor.stop();
  }
};

const told = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => resolve());
  });

// Whoever started this process reads its complaints while it waits, and may be gone when there is one.
process.stderr.on("error", () => undefined);
const home = shortPath(process.argv[2] ?? ".");
try {
  await keep(embeddedFiles(home.path));
  home.remove();
  process.exit(0);
} catch (error) {
  console.error(sentenceOf(error));
  home.remove();
  process.exit(1);
}
