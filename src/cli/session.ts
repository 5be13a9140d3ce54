import { newCommandId } from "../app/ids.ts";
import { broughtUp } from "../app/broughtUp.ts";
import type { CommandContext } from "../app/commandHandler.ts";
import { operator } from "../app/access/principal.ts";
import type { Caller } from "../app/functions/callFunction.ts";
import type { Admission, Muster } from "../app/muster.ts";
import type { FallbackRoster } from "../app/preferences/readFallback.ts";
import type { OpenedArchive } from "../app/retention/openArchive.ts";
import type { RecordRead } from "../app/reads/recordedReads.ts";
import type { Config } from "../config.ts";
import type { Actor } from "../domain/kernel/actor.ts";
import { exitCode, type ExitCode } from "./exitCode.ts";
import { jsonText, plain, printable } from "./printable.ts";
import { inColour, type Terminal } from "./terminal.ts";

/** What to do where the database is away. */
type Manner = { readonly away: "refuse" | "open" };

/** How a call gets at Muster, and learns where its home is without it. */
export type Opening = {
  /** Where the database is away: refuses, or opens all the same and is whole once it is back. */
  open(config: Config, surroundings: Surroundings, manner: Manner): Promise<Muster>;
  findHome(surroundings: Surroundings): { readonly path: string; readonly rule: string };
  /** Serves Muster over HTTP, until it is closed; `write` takes each line of what it tells whoever runs it. */
  serve(muster: Muster, config: Config, write: (line: string) => void): Promise<Serving>;
  /** The rows that an archive holds, opened with the keys in a file; no database is asked. */
  replay(file: string, keyFile: string): Promise<OpenedArchive>;
  /** The team as the kept file has it, for when the database cannot be reached; absent where no file is kept. */
  fallback(config: Config, surroundings: Surroundings): Promise<FallbackRoster | undefined>;
};

/** A server that listens, how those who call it prove who they are, and whom to tell of what goes wrong beside it. */
export type Serving = Admission & {
  readonly address: string;
  onProblem(problem: unknown): void;
  close(): Promise<void>;
};

export type Surroundings = {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** What a command answers: the same for a program and for a person, and how the call ends unless it is done. */
export type Answer = {
  readonly json: unknown;
  readonly text: string;
  /** Comma-separated values, written as they are in place of both. */
  readonly csv?: string;
  readonly exitCode?: ExitCode;
  /** It is of a change, which is in the log itself, or was recorded already: no read of personal data to be recorded. */
  readonly isChange?: boolean;
  /** The member whom all of it is about, where it has no id that says so. */
  readonly about?: string;
  /** What went wrong though the rest was done: told on standard error. */
  readonly problem?: Problem | undefined;
};

export type Problem = { readonly code: string; readonly message: string };

export type GlobalOptions = { readonly json?: boolean; readonly verbose?: boolean };

/** One call of the program: its terminal, what it asked for, and the Muster that it opens at most once. */
export class Session {
  readonly terminal: Terminal;
  readonly colour: boolean;
  exitCode: ExitCode = exitCode.done;
  options: GlobalOptions = {};
  /** The command that is carried out, by its full name, and with what. */
  called: { readonly name: string; readonly asked: object } = { name: "muster", asked: {} };
  readonly #opening: Opening;
  #muster: Promise<Muster> | undefined;

  constructor(terminal: Terminal, opening: Opening) {
    this.terminal = terminal;
    this.colour = inColour(terminal);
    this.#opening = opening;
  }

  /** Opened once; where that failed, the next one tries again. A call that lasts opens it also while the database is away. */
  muster(manner: Manner = { away: "refuse" }): Promise<Muster> {
    this.#muster ??= this.#opened(manner).catch((error: unknown) => {
      this.#muster = undefined;
      throw error;
    });
    return this.#muster;
  }

  /** Muster with tables that hold all of the log, for a command that reads. */
  async reading(): Promise<Muster> {
    return broughtUp(await this.muster());
  }

  async fallback(): Promise<FallbackRoster | undefined> {
    return this.#opening.fallback(await this.#config(), this.#surroundings());
  }

  replay(file: string, keyFile: string): Promise<OpenedArchive> {
    return this.#opening.replay(file, keyFile);
  }

  async serving(write: (line: string) => void): Promise<Serving> {
    return this.#opening.serve(await this.muster(), await this.#config(), write);
  }

  /** The home that this call uses, opened or not. */
  home(): { readonly path: string; readonly chosenBy: string } {
    const { path, rule } = this.#opening.findHome(this.#surroundings());
    return { path, chosenBy: rule };
  }

  /** A change of its own, by the user who calls. */
  context(reason?: string): CommandContext {
    return { commandId: newCommandId(), actor: this.#actor, ...(reason !== undefined && { reason }) };
  }

  /** The user of this machine as a caller of the functions. */
  caller(): Caller {
    return {
      principal: operator(this.#actor, null),
      local: true,
      muster: () => this.reading(),
      homeTeam: ({ file }) => file.team(),
      fallback: () => this.fallback(),
      recordRead: (principal, reading) => this.#record(principal, reading),
    };
  }

  /** The team that is meant where none is named. @throws {Rejection} where there is none */
  async myTeam(): Promise<string> {
    const { myTeam } = await import("../app/functions/myTeam.ts");
    const { principal, homeTeam } = this.caller();
    return myTeam(principal, await this.reading(), homeTeam);
  }

  /** An action that prints what it answers. */
  answering<A extends readonly unknown[]>(action: (...args: A) => Promise<Answer>): (...args: A) => Promise<void> {
    return async (...args) => {
      const answer = await action(...args);
      const { json, text, csv, exitCode: code, problem } = answer;
      if (!answer.isChange) await this.recordRead(csv ?? json, answer.about);
      if (code !== undefined) this.exitCode = code;
      await this.terminal.out(csv ?? `${this.options.json ? jsonText(json, 2) : text}\n`);
      if (problem) await this.#warn(problem);
    };
  }

  /** Records what a command is about to show, where reads are recorded. @throws {ReadNotRecorded} */
  async recordRead(answer: unknown, about?: string): Promise<void> {
    const { name, asked } = this.called;
    await this.#record(operator(this.#actor, null), { what: name, asked, answer, about });
  }

  /** Muster is not opened for it where nothing is recorded. */
  async #record(...told: Parameters<RecordRead>): Promise<void> {
    if (!(await this.#config()).recordReads) return;
    const { ReadNotRecorded } = await import("../app/reads/readRecord.ts");
    const { reads } = await this.muster().catch((cause: unknown) => {
      throw new ReadNotRecorded({ cause });
    });
    await reads.record(...told);
  }

  /** Closes what was opened; a call that failed already has said why. */
  async close(): Promise<void> {
    const muster = await this.#muster?.catch(() => undefined);
    await muster?.close();
  }

  async #warn({ code, message }: Problem): Promise<void> {
    const kind = this.exitCode === exitCode.done ? "warning" : "error";
    const document = { [kind]: { code, message, details: {} } };
    await this.terminal.err(`${this.options.json ? jsonText(document, 2) : printable(message)}\n`);
  }

  get #actor(): Actor {
    return { issuer: "os", subject: this.terminal.user };
  }

  async #opened(manner: Manner): Promise<Muster> {
    if (this.options.verbose) {
      const { path, chosenBy } = this.home();
      await this.terminal.err(plain`home: ${path} (chosen by: ${chosenBy})\n`);
    }
    return this.#opening.open(await this.#config(), this.#surroundings(), manner);
  }

  async #config(): Promise<Config> {
    const { readConfig } = await import("../config.ts");
    return readConfig(this.terminal.env);
  }

  #surroundings(): Surroundings {
    return { workingDirectory: this.terminal.cwd, environment: this.terminal.env };
  }
}
