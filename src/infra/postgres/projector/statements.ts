import type { Column, Table } from "./tables.ts";

const list = (columns: readonly Column[], of: (column: Column, index: number) => string): string =>
  columns.map(of).join(", ");

/** The statements for one table in a schema. */
export function statementsFor(
  { name, columns, appendOnly }: Pick<Table<never>, "name" | "columns" | "appendOnly">,
  schema: string,
) {
  const table = `${schema}.${name}`;
  const key = columns[0] as Column;
  const names = list(columns, (column) => column.name);
  // A list is handed over as text: unnest would take an array of arrays apart altogether.
  const outer = (type: string) => (type === "text[]" ? "text" : type);
  const values = list(columns, ({ type }, index) => `$${index + 1}::${outer(type)}[]`);
  const read = list(columns, (column) => (column.type === "text[]" ? `u.${column.name}::text[]` : `u.${column.name}`));
  const replace = list(columns.slice(1), (column) => `${column.name} = excluded.${column.name}`);
  const onConflict = appendOnly ? "" : ` on conflict (${key.name}) do update set ${replace}`;
  return {
    selectBy: (column: string, type: string) => `select ${names} from ${table} where ${column} = any ($1::${type}[])`,
    index: (column: string) => `create index on ${table} (${column})`,
    write: `insert into ${table} (${names}) select ${read} from unnest(${values}) as u (${names})${onConflict}`,
    remove: `delete from ${table} where ${key.name} = any ($1::${key.type}[])`,
  };
}

// Quotes and backslashes are escaped alike in both.
const otherEscapes = /(?<!\\)(?:\\\\)*\\[^"\\]/;

type Cell = string | number | boolean | null;

/**
 * A list as Postgres writes it: `{"a",null,true}`. JSON's text is the same but for the brackets, and is made far quicker
 * than any other; only its escapes differ.
 */
export function arrayLiteral(cells: readonly Cell[]): string {
  const json = JSON.stringify(cells);
  if (!json.includes("\\") || !otherEscapes.test(json)) return `{${json.slice(1, -1)}}`;
  return `{${cells.map((cell) => (typeof cell === "string" ? quoted(cell) : String(cell))).join(",")}}`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/gu, "\\$&")}"`;
