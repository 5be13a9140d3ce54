import { mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { embeddedFiles, type EmbeddedFiles } from "./files.ts";
import type { KeeperLine } from "./keeperLine.ts";
import { reachKeeper } from "./reachKeeper.ts";
import { EmbeddedUnavailable, sentenceOf } from "./unavailable.ts";

/** The use of a home's Postgres, which runs until `leave` or until this process ends. It keeps no process from ending. */
export type Attachment = {
  /** Where it is now, of the superuser, on a loopback port: another one where another program has taken the port. */
  readonly url: string;
  readonly dataDir: string;
  readonly logFile: string;
  leave(): Promise<void>;
  /**
   * Is told, once, when the server is no longer where it was though this process has not left: it has moved, or cannot
   * be kept up, which is tried again until it can. A server or a keeper that was killed is replaced at the same `url`
   * within a second or so, and that is not told: only connections break.
   */
  onLost(listener: (reason: string) => void): void;
};

/**
 * Attaches to the Postgres of a home, which is created and started where it is not yet.
 * @param home a folder that exists and that is this user's.
 * @throws {EmbeddedUnavailable} with the end of Postgres's log.
 */
export const attachEmbedded = async (home: string): Promise<Attachment> => {
  const files = embeddedFiles(home);
  try {
    mkdirSync(files.run, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new EmbeddedUnavailable(sentenceOf(cause), { cause });
  }
  const hold = new Hold(files, await reachKeeper(files, { holdsProcess: true }));
  return {
    get url() {
      return hold.url;
    },
    dataDir: files.data,
    logFile: files.log,
    leave: () => hold.leave(),
    onLost: (listener) => void hold.lost.then(listener),
  };
};

// So often a new keeper is tried where none can keep Postgres up.
const againMs = 1_000;

class Hold {
  readonly lost: Promise<string>;
  readonly #files: EmbeddedFiles;
  readonly #tell: (reason: string) => void;
  #line: KeeperLine;
  #left = false;

  constructor(files: EmbeddedFiles, line: KeeperLine) {
    this.#files = files;
    this.#line = line;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.lost = promise;
    this.#tell = resolve;
    void this.#renew();
  }

  get url(): string {
    return this.#line.url;
  }

  leave(): Promise<void> {
    this.#left = true;
    return this.#line.hangUp();
  }

  async #renew(): Promise<void> {
    while (!this.#hasLeft()) {
      const failure = await this.#line.ended;
      if (this.#hasLeft()) return;
      if (failure !== undefined) this.#tell(failure);
      const before = this.url;
      const line = await this.#reachAgain();
      if (!line) return;
      this.#line = line;
      if (this.#hasLeft()) await line.hangUp();
      if (line.url !== before) this.#tell("Postgres has moved to another port.");
    }
  }

  /** Goes on until there is one, or nobody wants it any more. */
  async #reachAgain(): Promise<KeeperLine | undefined> {
    while (!this.#hasLeft()) {
      try {
        return await reachKeeper(this.#files, { holdsProcess: false });
      } catch (error) {
        this.#tell(sentenceOf(error));
        await delay(againMs, undefined, { ref: false });
      }
    }
    return undefined;
  }

  #hasLeft(): boolean {
    return this.#left;
  }
}
