import { findBinaries } from "./binaries.ts";
import { ensureCluster, type Workshop } from "./cluster.ts";
import type { EmbeddedFiles } from "./files.ts";
import { join } from "node:path";
import { Log } from "./log.ts";
import type { KeeperMessage } from "./record.ts";
import { chooseRunAs } from "./runAs.ts";
import { startServer } from "./server.ts";
import type { Tied } from "./tied.ts";
import { sentenceOf } from "./unavailable.ts";

const boundEveryMs = 60_000;
const briefMs = 10_000;
const mostBriefRuns = 3;

/** Keeps one Postgres running, and starts it anew when it was killed, until it is told to stop. */
export class Supervisor {
  /** Resolves when it has stopped; rejects when it has given up, and has said why. */
  readonly done: Promise<void>;
  readonly #stopping = new AbortController();
  readonly #log: Log;
  readonly #files: EmbeddedFiles;
  readonly #tell: (message: KeeperMessage) => void;
  #program: Tied | undefined;

  constructor(files: EmbeddedFiles, tell: (message: KeeperMessage) => void) {
    this.#files = files;
    this.#tell = tell;
    this.#log = new Log(files.log);
    this.#log.bound();
    setInterval(() => this.#log.bound(), boundEveryMs).unref();
    this.done = this.#keepRunning().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      tell({ type: "failed", reason: sentenceOf(error) });
      throw error;
    });
  }

  /** Stops Postgres: at once, or within three seconds where it is held up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#program?.release();
    await this.done.catch(() => undefined);
  }

  async #keepRunning(): Promise<void> {
    const workshop = this.#workshop();
    await ensureCluster(workshop);
    for (let briefRuns = 0; briefRuns < mostBriefRuns && !this.#stopping.signal.aborted;) {
      this.#tell({ type: "starting" });
      const running = await startServer(workshop, this.#stopping.signal);
      const since = Date.now();
      this.#tell({ type: "ready", url: running.url });
      await running.exited;
      briefRuns = Date.now() - since < briefMs ? briefRuns + 1 : 0;
    }
    if (!this.#stopping.signal.aborted)
      throw new Error(`Postgres ended ${mostBriefRuns} times: see ${this.#log.path}.`);
  }

  #workshop(): Workshop {
    const binaries = findBinaries(join(this.#files.home, "lib"));
    const started = (program: Tied): void => {
      this.#program = program;
      if (this.#stopping.signal.aborted) program.release();
    };
    return { files: this.#files, binaries, runAs: chooseRunAs(this.#files, binaries), log: this.#log, started };
  }
}
