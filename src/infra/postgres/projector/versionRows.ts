import { type DecodedEvent, isUnreadable } from "../../../app/codec/eventCodec.ts";
import type { VersionChanges } from "../../../projections/versionChanges.ts";
import { tableOf, type Version, type VersionedTable } from "../../../projections/versions.ts";
import type { Session } from "./session.ts";
import { arrayLiteral, statementsFor } from "./statements.ts";
import { cell, type Value } from "./tableRows.ts";
import { type Place, versionTables } from "./tables.ts";

/** Bounds that are not there yet. */
const never = { validTo: "infinity", succeededAt: "9223372036854775807", knownTo: "9223372036854775807" } as const;

const newest = `t.valid_to = '${never.validTo}' and t.known_to = ${never.knownTo}`;

const statements = (table: VersionedTable, schema: string) => {
  const { name, key, owner, columns } = versionTables[table];
  const follows = "t.valid_from < u.day";
  return {
    remove: `delete from ${schema}.${name} where ${owner} = any ($1::uuid[])`,
    // One by one, by the key: while a table is small, its whole index looks as cheap, and the plan outlives that.
    end: `update ${schema}.${name} t set valid_to = case when ${follows} then u.day else t.valid_to end,
        succeeded_at = case when ${follows} then u.at else t.succeeded_at end,
        known_to = case when ${follows} then t.known_to else u.at end
      from unnest($1::uuid[], $2::date[], $3::bigint[]) as u (id, day, at)
      cross join lateral (select t.ctid from ${schema}.${name} t where t.${key} = u.id and ${newest} limit 1) as one (place)
      where t.ctid = one.place`,
    add: statementsFor({ name, columns, appendOnly: true }, schema).write,
    index: `create index if not exists ${name}_${owner} on ${name} (${owner})`,
  };
};

/** The versions of one table's rows in a place, written without being read. */
export class VersionRows {
  readonly #session: Session;
  readonly #table: VersionedTable;
  readonly #place: Place;
  readonly #sql: ReturnType<typeof statements>;

  constructor(session: Session, table: VersionedTable, place: Place) {
    this.#session = session;
    this.#table = table;
    this.#place = place;
    this.#sql = statements(table, place.own);
  }

  /** Sends the changes; await the answers together. */
  write({ replaced, ended, added }: VersionChanges): readonly Promise<unknown>[] {
    const ends = [...ended].filter(([, { row }]) => tableOf(row) === this.#table);
    const begun = added.filter(({ row }) => tableOf(row) === this.#table);
    const { columns } = versionTables[this.#table];
    return [
      ...(replaced.size > 0 ? this.#remove([...replaced]) : []),
      ...(ends.length > 0
        ? [
            this.#send("end", [
              arrayLiteral(ends.map(([key]) => key)),
              arrayLiteral(ends.map(([, { moment }]) => moment.on)),
              arrayLiteral(ends.map(([, { moment }]) => moment.at.toString())),
            ]),
          ]
        : []),
      ...(begun.length > 0
        ? [
            this.#send(
              "add",
              columns.map(({ property }) => arrayLiteral(begun.map(valueOf(property)))),
            ),
          ]
        : []),
    ];
  }

  #remove(owners: readonly string[]): readonly Promise<unknown>[] {
    const removed = () => this.#send("remove", [arrayLiteral(owners)]);
    // A shadow has the index from when it is needed: most fills never take a version back.
    return this.#place.own === "muster" ? [removed()] : [this.#session.query(this.#sql.index), removed()];
  }

  #send(what: "remove" | "end" | "add", values: string[]): Promise<unknown> {
    const name = `${this.#place.own}-${versionTables[this.#table].name}-${what}`;
    return this.#session.query({ name, text: this.#sql[what], values });
  }
}

/** The columns are those of the version's bounds and of its row. */
const valueOf = (property: string) => (version: Version) => {
  const holder = (property in version ? version : version.row) as unknown as Readonly<Record<string, Value>>;
  return cell(holder[property] ?? (property in never ? never[property as keyof typeof never] : null));
};

/**
 * Takes down how far the log was known by each instant at which events were recorded. Where a clock went back, what was
 * recorded before the latest instant counts as recorded then: the first event after an instant is the first in the log.
 */
export async function noteTimes(session: Session, { own }: Place, events: readonly DecodedEvent[]): Promise<unknown> {
  const newestBy = new Map<string, bigint>();
  let latest = "";
  for (const event of events) {
    if (isUnreadable(event)) continue;
    if (event.meta.recordedAt > latest) latest = event.meta.recordedAt;
    newestBy.set(latest, event.position);
  }
  if (newestBy.size === 0) return;
  const text = `insert into ${own}.known_at (recorded_at, position)
    select greatest(u.recorded_at, (select max(recorded_at) from ${own}.known_at)), max(u.position)
    from unnest($1::timestamptz[], $2::bigint[]) as u (recorded_at, position) group by 1
    on conflict (recorded_at) do update set position = excluded.position`;
  const values = [[...newestBy.keys()], [...newestBy.values()].map(String)].map(arrayLiteral);
  return session.query({ name: `${own}-note-times`, text, values });
}
