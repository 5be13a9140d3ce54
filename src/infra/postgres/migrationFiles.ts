import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** One step of the schema, up and down. `hash` is the SHA-256 of the step up, in hex. */
export type Migration = { readonly name: string; readonly up: string; readonly down: string; readonly hash: string };

/** The project's own steps: `sql/NNNN-name.up.sql` and `.down.sql`. */
export const migrationFolder = fileURLToPath(new URL("../../../sql/", import.meta.url));

const shape = /^(\d{4}-[a-z0-9-]+)\.up\.sql$/;

async function readMigration(folder: string, name: string): Promise<Migration> {
  const read = (way: string) => readFile(`${folder}/${name}.${way}.sql`, "utf8");
  const [up, down] = await Promise.all([read("up"), read("down")]);
  return { name, up, down, hash: createHash("sha256").update(up).digest("hex") };
}

/** Every step of a folder, in order. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).flatMap((file) => shape.exec(file)?.[1] ?? []).sort();
  return Promise.all(names.map((name) => readMigration(folder, name)));
}
