import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What the embedded Postgres has logged in a home: that of older versions of Muster may tell values of rows. */
export const serverLogs =
  (home: string) => async (): Promise<readonly { readonly path: string; readonly text: string }[]> => {
    const paths = ["postgres.log", "postgres.log.1"].map((name) => join(home, "run", name));
    const texts = await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => "")));
    return paths.map((path, index) => ({ path, text: texts[index] ?? "" }));
  };
