import { mkdirSync } from "node:fs";
import { embeddedFiles, type EmbeddedFiles } from "./files.ts";
import type { KeeperLine } from "./keeperLine.ts";
import { reachKeeper } from "./reachKeeper.ts";
import { EmbeddedUnavailable, sentenceOf } from "./unavailable.ts";

/** The use of a home's Postgres, which runs until `leave` or until this process ends. It keeps no process from ending. */
export type Attachment = {
  /** Of the superuser, on a loopback port. */
  readonly url: string;
  readonly dataDir: string;
  readonly logFile: string;
  leave(): Promise<void>;
  /**
   * Is told, once, when the server is no longer at `url` though this process has not left. A server or a keeper that was
   * killed is replaced at the same `url` within a second or so, and that is not told: only connections break.
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
    url: hold.url,
    dataDir: files.data,
    logFile: files.log,
    leave: () => hold.leave(),
    onLost: (listener) => void hold.lost.then(listener),
  };
};

class Hold {
  readonly url: string;
  readonly lost: Promise<string>;
  readonly #files: EmbeddedFiles;
  #line: KeeperLine;
  #left = false;

  constructor(files: EmbeddedFiles, line: KeeperLine) {
    this.#files = files;
    this.#line = line;
    this.url = line.url;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.lost = promise;
    this.#renew().catch((error: unknown) => resolve(sentenceOf(error)));
  }

  leave(): Promise<void> {
    this.#left = true;
    return this.#line.hangUp();
  }

  async #renew(): Promise<void> {
    let failure = await this.#line.ended;
    while (!this.#hasLeft()) {
      if (failure !== undefined) throw new EmbeddedUnavailable(failure);
      this.#line = await reachKeeper(this.#files, { holdsProcess: false });
      const moved = this.#line.url !== this.url;
      if (this.#hasLeft() || moved) await this.#line.hangUp();
      failure = moved ? "Postgres has moved to another port." : await this.#line.ended;
    }
  }

  #hasLeft(): boolean {
    return this.#left;
  }
}
