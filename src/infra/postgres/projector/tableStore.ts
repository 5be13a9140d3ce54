import type { MemberHistoryRow } from "../../../projections/memberHistory.ts";
import type { QueueAssignmentRow } from "../../../projections/queueAssignments.ts";
import type { QueueRow } from "../../../projections/queueRows.ts";
import type { RosterTables } from "../../../projections/rosterTables.ts";
import type { TeamMemberRow } from "../../../projections/teamMembers.ts";
import type { Keys } from "./keys.ts";
import { type Session, settled } from "./session.ts";
import { TableRows } from "./tableRows.ts";
import type { DecodedEvent } from "../../../app/codec/eventCodec.ts";
import type { VersionChanges } from "../../../projections/versionChanges.ts";
import { noteTimes, VersionRows } from "./versionRows.ts";
import { type Place, tables } from "./tables.ts";

/** An event that could not be applied, and why. */
export type ToPark = {
  readonly stream: string;
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly error: string;
};

/** The read tables of one place, through one session. */
export class TableStore {
  readonly #session: Session;
  readonly #place: Place;
  readonly #members: TableRows<TeamMemberRow>;
  readonly #queues: TableRows<QueueRow>;
  readonly #assignments: TableRows<QueueAssignmentRow>;
  readonly #history: TableRows<MemberHistoryRow>;
  readonly #versions: readonly VersionRows[];

  constructor(session: Session, place: Place) {
    this.#session = session;
    this.#place = place;
    this.#members = new TableRows(session, tables.members, place);
    this.#queues = new TableRows(session, tables.queues, place);
    this.#assignments = new TableRows(session, tables.assignments, place);
    this.#history = new TableRows(session, tables.history, place);
    this.#versions = (["members", "queues", "assignments"] as const).map(
      (table) => new VersionRows(session, table, place),
    );
  }

  async load(keys: Keys): Promise<RosterTables> {
    const [members, queues, assignments, history] = await settled([
      this.#members.load({ member_id: keys.members, manager_id: keys.reportsOf }),
      this.#queues.load({ queue_id: keys.queues }),
      this.#assignments.load({
        assignment_id: keys.assignments,
        member_id: keys.assignmentsOfMembers,
        queue_id: keys.assignmentsOfQueues,
      }),
      this.#history.load({ member_id: keys.historyOfMembers }),
    ]);
    return { members, queues, assignments, history };
  }

  /** Sends what has changed, in the order in which rows refer to one another; await the answers together. */
  write(known: RosterTables, rows: RosterTables, versions: VersionChanges): readonly Promise<unknown>[] {
    return [
      ...this.#versions.flatMap((table) => table.write(versions)),
      ...this.#queues.write(known.queues, rows.queues),
      ...this.#members.write(known.members, rows.members),
      ...this.#assignments.write(known.assignments, rows.assignments),
      ...this.#history.write(known.history, rows.history),
    ];
  }

  /** Takes down what was known by when. */
  noteTimes(events: readonly DecodedEvent[]): Promise<unknown> {
    return noteTimes(this.#session, this.#place, events);
  }

  /** The streams that are held back. */
  async parkedStreams(): Promise<ReadonlySet<string>> {
    const text = `select key from ${this.#place.own}.parked`;
    const { rows } = await this.#session.query({ name: `${this.#place.own}-parked`, text });
    return new Set(rows.map(({ key }) => String(key)));
  }

  async park(events: readonly ToPark[]): Promise<void> {
    if (events.length === 0) return;
    const text = `insert into ${this.#place.own}.parked (key, position, event_id, type, error)
      select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])`;
    const columns = ["stream", "position", "eventId", "type", "error"] as const;
    await this.#session.query({ text, values: columns.map((name) => events.map((event) => event[name])) });
  }
}
