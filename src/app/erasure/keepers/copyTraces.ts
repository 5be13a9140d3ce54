import type { PreferencesFiles } from "../../ports/preferencesFiles.ts";
import { mentions, type Person } from "../person.ts";
import { listing, type Trace, type TraceKeeper } from "../traces.ts";
import { withoutPerson } from "../withoutPerson.ts";

const kinds = ["backup", "edited"] as const;

/**
 * The copies beside the preferences file: the person's entries are taken out of them, so that a rollback still finds its
 * backup. The file itself is its user's own: there they are pointed at.
 */
export function copyTraces(files: PreferencesFiles, kept: () => Promise<string | undefined>): TraceKeeper {
  const copies = async (): Promise<readonly string[]> => {
    const path = await kept();
    if (path === undefined) return [];
    const found = await Promise.all(kinds.map((kind) => files.copies(path, kind).catch(() => [])));
    return found.flat().map((copy) => copy.path);
  };
  const naming = async (paths: readonly string[], person: Person): Promise<readonly string[]> => {
    const isAbout = mentions(person);
    const told = await Promise.all(
      paths.map((path) =>
        files.read(path).then(
          ({ text }) => isAbout(text),
          () => false,
        ),
      ),
    );
    return paths.filter((_, index) => told[index]);
  };
  return {
    async find(person) {
      const path = await kept();
      const own = path === undefined ? [] : await naming([path], person);
      return [
        ...(await naming(await copies(), person)).map((where) =>
          trace("copy of the preferences file", where, "removed"),
        ),
        ...own.map((where) => trace("the preferences file, where it is your own", where, "listed")),
      ];
    },
    async remove(person) {
      for (const path of await naming(await copies(), person))
        await files.edit(path, ({ text }) => {
          const next = withoutPerson(text, person);
          return next === text ? undefined : { text: next, keepPresent: false };
        });
    },
  };
}

const trace = (what: string, where: string, fate: Trace["fate"]): Trace => ({ what, where, count: 1, fate });

/** Files that others write, and that can only be pointed at. */
export const fileTraces = (
  read: () => Promise<readonly { readonly path: string; readonly text: string }[]>,
): TraceKeeper =>
  listing(async (person) => {
    const isAbout = mentions(person);
    return (await read()).flatMap(({ path, text }) =>
      isAbout(text) ? [trace("log of Postgres", path, "listed")] : [],
    );
  });
