import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { embeddedFiles } from "../../src/infra/embedded/files.ts";
import { lockFilePid } from "../../src/infra/embedded/leftovers.ts";
import { isAlive, type KeeperRecord } from "../../src/infra/embedded/record.ts";

export const userScript = fileURLToPath(new URL("./embeddedUser.ts", import.meta.url));

/** Resolves when the condition holds, which is looked at often; rejects when it does not in time. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    await delay(10);
    if (Date.now() > end) throw new Error(`After ${ms} ms not so: ${what}`);
  }
}

/** What a user says, a line at a time. */
type Word = { readonly url?: string; readonly lost?: string; readonly error?: string };

/** A process that is attached to a home. */
export class User {
  readonly child: ChildProcess;
  readonly #words: AsyncIterator<string>;
  readonly #url: Promise<string>;

  constructor(home: string, manner = "stay", how: SpawnOptions & { script?: string } = {}) {
    const { script = userScript, ...options } = how;
    const env = { ...process.env, NODE_OPTIONS: "" };
    this.child = spawn(process.execPath, [script, home, manner], { stdio: "pipe", env, ...options });
    this.child.stderr?.pipe(process.stderr);
    if (this.child.stdout === null) throw new Error("A user needs a voice.");
    this.#words = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.#url = this.#next().then(({ url, error }) => url ?? Promise.reject(new Error(error)));
    // Whoever asks for the URL gets the error; a test may do so later, or not at all.
    this.#url.catch(() => undefined);
  }

  url(): Promise<string> {
    return this.#url;
  }

  /** What its attachment was told of the loss of its server. */
  async lost(): Promise<string | undefined> {
    return (await this.#next()).lost;
  }

  async end(how: NodeJS.Signals | "leave"): Promise<void> {
    const closed = this.child.exitCode ?? this.child.signalCode ?? once(this.child, "exit");
    if (how === "leave") this.child.stdin?.end("leave\n");
    else this.child.kill(how);
    await closed;
  }

  async #next(): Promise<Word> {
    const line = await this.#words.next();
    return line.done === true ? { error: "The user has ended." } : (JSON.parse(line.value) as Word);
  }
}

/** The processes that serve a home now. */
export type Serving = { readonly keeper: number; readonly postmaster: number };

export function serving(home: string): Serving {
  const files = embeddedFiles(home);
  const { pid } = JSON.parse(readFileSync(files.record, "utf8")) as KeeperRecord;
  return { keeper: pid, postmaster: lockFilePid(files.data) ?? 0 };
}

export const bothGone = ({ keeper, postmaster }: Serving): Promise<void> =>
  until("keeper and Postgres are gone", () => hasEnded(keeper) && hasEnded(postmaster), 5_000);

// One that its parent has not yet asked about is still listed, but it is no more.
export const hasEnded = (pid: number): boolean => {
  if (!isAlive(pid)) return true;
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return process.platform === "linux";
  }
};

/** One statement, on a connection of its own. */
export async function sql(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until a server answers, again or for the first time. */
export const answers = (url: string): Promise<void> =>
  until("Postgres answers", () =>
    sql(url, "select 1").then(
      () => true,
      () => false,
    ),
  );

/** A folder for a test's homes. */
export class Homes {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-homes-")));

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
