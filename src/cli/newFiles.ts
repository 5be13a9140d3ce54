import { randomUUID } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import { inWords } from "./newFile.ts";

/** A file that is written in parts, and there under its name only once it is whole. */
export type Draft = {
  write(text: string): Promise<void>;
  /** Gives it its name. What is there already stays unless `overwrite`. */
  keep(overwrite: boolean): Promise<void>;
  /** Takes away what was not kept. */
  drop(): Promise<void>;
};

export async function draftOf(path: string): Promise<Draft> {
  const draft = `${path}.${randomUUID()}`;
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw inWords(path, error as NodeJS.ErrnoException);
    }
  };
  const file = await named(() => open(draft, "wx", 0o600));
  return {
    write: (text) => named(() => file.appendFile(text)),
    keep: (overwrite) =>
      named(async () => {
        await file.sync();
        await (overwrite ? rename(draft, path) : link(draft, path));
      }),
    async drop() {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}
