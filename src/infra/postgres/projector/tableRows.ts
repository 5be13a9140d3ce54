import type { QueryConfig } from "pg";
import type { MemberHistoryRow } from "../../../projections/memberHistory.ts";
import type { QueueAssignmentRow } from "../../../projections/queueAssignments.ts";
import type { QueueRow } from "../../../projections/queueRows.ts";
import type { TeamMemberRow } from "../../../projections/teamMembers.ts";
import { type Session, settled } from "./session.ts";
import { arrayLiteral, statementsFor } from "./statements.ts";
import { type Place, shadow, type Table } from "./tables.ts";

type AnyRow = TeamMemberRow | QueueRow | QueueAssignmentRow | MemberHistoryRow;

export type Value = string | number | boolean | bigint | null | readonly string[];

export function cell(value: Value): string | number | boolean | null {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" && value !== null ? arrayLiteral(value) : value;
}

/** One table in a place: rows by key, and the difference that a batch has made, in one statement each. */
export class TableRows<Row extends AnyRow> {
  readonly #table: Table<Row>;
  readonly #sql: ReturnType<typeof statementsFor>;
  readonly #label: string;
  readonly #session: Session;
  readonly #indexed: Set<string>;

  constructor(session: Session, table: Table<Row>, place: Place) {
    this.#session = session;
    this.#table = table;
    this.#sql = statementsFor(table, place.rows);
    this.#label = `${place.rows}-${table.name}`;
    this.#indexed = new Set(table.columns.slice(0, place === shadow ? 1 : undefined).map(({ name }) => name));
  }

  async load(by: Readonly<Record<string, ReadonlySet<string>>>): Promise<Map<string, Row>> {
    const wanted = Object.entries(by).filter(([, keys]) => keys.size > 0);
    // A shadow is filled without indexes but its keys': most fills never ask for rows by anything else.
    const indexes = wanted.flatMap(([column]) => (this.#indexed.has(column) ? [] : [this.#index(column)]));
    const results = await settled([...wanted.map(([column, keys]) => this.#select(column, [...keys])), ...indexes]);
    const rows = results.flatMap((result) => result.rows.map((row) => this.#row(row)));
    return new Map(rows.map((row) => [this.#table.keyOf(row), row]));
  }

  /** `known` as it was loaded, `rows` as the batch has left it. */
  write(known: ReadonlyMap<string, Row>, rows: ReadonlyMap<string, Row>): readonly Promise<unknown>[] {
    // What is written once and all the same changes, by an erasure, is taken out and put in again.
    const gone = [...known.keys()].filter((key) =>
      this.#table.appendOnly ? rows.get(key) !== known.get(key) : !rows.has(key),
    );
    const changed = [...rows].flatMap(([key, row]) => (known.get(key) === row ? [] : [row]));
    // What ceases to be active comes first: at most one row of a member and queue may be active at any moment.
    changed.sort((a, b) => Number(isActive(a)) - Number(isActive(b)));
    return [
      ...(gone.length > 0 ? [this.#session.query(this.#named("remove", this.#sql.remove, [gone]))] : []),
      ...(changed.length > 0
        ? [this.#session.query(this.#named("write", this.#sql.write, this.#arrays(changed)))]
        : []),
    ];
  }

  async #index(column: string): Promise<{ readonly rows: readonly never[] }> {
    await this.#session.query(this.#sql.index(column));
    this.#indexed.add(column);
    return { rows: [] };
  }

  #select(column: string, keys: readonly string[]) {
    const type = this.#table.columns.find(({ name }) => name === column)?.type ?? "text";
    return this.#session.query(this.#named(`by-${column}`, this.#sql.selectBy(column, type), [keys]));
  }

  #named(what: string, text: string, values: unknown[]): QueryConfig {
    return { name: `${this.#label}-${what}`, text, values };
  }

  #arrays(rows: readonly Row[]): unknown[] {
    return this.#table.columns.map(({ property }) =>
      arrayLiteral(rows.map((row) => cell((row as Readonly<Record<string, Value>>)[property] ?? null))),
    );
  }

  // The columns are those of the row's own properties, parsed to their types.
  #row(columns: Readonly<Record<string, unknown>>): Row {
    return Object.fromEntries(this.#table.columns.map(({ property, name }) => [property, columns[name]])) as Row;
  }
}

const isActive = (row: AnyRow): boolean => !("active" in row) || row.active;
