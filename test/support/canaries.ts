import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";

/** The forms in which a word may stand somewhere: as it is, in hexadecimal digits, and as it lies in base64 at any offset. */
function formsOf(word: string): readonly string[] {
  const bytes = Buffer.from(word);
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // The first digits and the last one depend on what stands beside.
    return text.slice(offset === 0 ? 0 : offset + 1, -1);
  });
  return [word.toLowerCase(), bytes.toString("hex"), ...inBase64];
}

/** Where a word stands in texts, by the name of the text; case does not matter, but in base64. */
export function sightings(word: string, texts: Iterable<readonly [string, string]>): readonly string[] {
  const [plain = "", hex = "", ...base64] = formsOf(word);
  const upper = Buffer.from(word.toUpperCase()).toString("hex");
  const lower = Buffer.from(word.toLowerCase()).toString("hex");
  const found: string[] = [];
  for (const [where, text] of texts) {
    const form = text.toLowerCase();
    const at = [plain, hex, upper, lower].map((each) => form.indexOf(each)).find((each) => each >= 0);
    const coded = base64.map((each) => text.indexOf(each)).find((each) => each >= 0);
    const first = at ?? coded;
    if (first !== undefined) found.push(`${where}: …${text.slice(Math.max(0, first - 60), first + 80)}…`);
  }
  return found;
}

/** Every column of every row of every table of a database, all schemas but Postgres's own, as a dump has them. */
export async function* dumpOf(pool: pg.Pool): AsyncGenerator<readonly [string, string]> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of rows) {
    const table = await pool.query<{ line: string }>(`select t::text as line from ${name} t`);
    for (const { line } of table.rows) yield [name, line];
    for (const line of await bytesOf(pool, name)) yield [name, line];
  }
}

/** What lies in a column of bytes, as text. */
async function bytesOf(pool: pg.Pool, name: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = $1::regclass and atttypid = 'bytea'::regtype and attnum > 0`,
    [name],
  );
  const texts: string[] = [];
  for (const { column } of rows) {
    const found = await pool.query<{ bytes: Buffer | null }>(`select ${column} as bytes from ${name}`);
    texts.push(...found.rows.flatMap(({ bytes }) => (bytes ? [bytes.toString("utf8")] : [])));
  }
  return texts;
}

/** Every file below a folder. */
export function* filesIn(folder: string): Generator<readonly [string, string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      yield [path, readFileSync(path, "utf8")];
    }
}
