import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Which preferences file a home keeps in step: the one that was imported last. */
export type HomeFile = {
  /** The file's absolute path; `undefined` where none was imported yet. */
  read(): Promise<string | undefined>;
  write(file: string): Promise<void>;
};

/** Remembered as one line in the home's `file`. A setting of the environment goes before it, and is never written down. */
export function homeFile(home: string, setting: string | undefined): HomeFile {
  const note = join(home, "file");
  return {
    async read() {
      if (setting !== undefined) return setting;
      try {
        const line = (await readFile(note, "utf8")).replace(/\r?\n$/, "");
        return line === "" ? undefined : line;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async write(file) {
      if (setting !== undefined || (await this.read()) === file) return;
      // Whole or not at all: another process may read it at this moment.
      const draft = `${note}.${randomUUID()}`;
      await writeFile(draft, `${file}\n`, { mode: 0o600 });
      await rename(draft, note);
    },
  };
}
