import type { DomainEvent } from "../../domain/event.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { memberHistory } from "../../projections/memberHistory.ts";
import type { RosterTables } from "../../projections/rosterTables.ts";
import type { AsOfReads, ReadsAt, RowsInstead } from "../ports/asOf.ts";
import type { Position } from "../ports/eventLog.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import {
  type CoverageEffect,
  coverageBetween,
  type ForeseenRow,
  type ManagerEffect,
  managersBetween,
  rowsBetween,
} from "./differences.ts";
import { rowsInstead } from "./toCome.ts";

/**
 * What commands would change on a day.
 * @property rows of those that the commands are about, as they would be on the day, with what is scheduled by then
 * @property coverage of the queues that these rows concern and that are open then
 * @property managers who would report to somebody else; `to` is null where they would be left without
 */
export type Effects = {
  readonly rows: readonly ForeseenRow[];
  readonly coverage: readonly CoverageEffect[];
  readonly managers: readonly ManagerEffect[];
};

type Events = readonly Recorded<DomainEvent>[];

/** The events of the commands, and of what is pending, without the commands and with them. */
type Foreseen = {
  readonly asOf: LocalDate;
  readonly position: Position;
  readonly own: Events;
  readonly without: { readonly events: Events };
  readonly withIt: { readonly events: Events };
};

type Parts = { readonly read: ReadStreamFrom; readonly past: AsOfReads };

export async function effects({ read, past }: Parts, foreseen: Foreseen): Promise<Effects> {
  const { asOf: on, position, own, without, withIt } = foreseen;
  const streams = new Set([...own, ...without.events, ...withIt.events].map(({ stream }) => stream));
  const reads = { whole: read, read };
  const [before, after] = await Promise.all([
    rowsInstead(reads, without.events, { on, streams }),
    rowsInstead(reads, [...own, ...withIt.events], { on, streams }),
  ]);
  const at = (instead: RowsInstead) => past.at({ on, position, instead });
  const [was, is] = [await seenAt(at(before), before, own), await seenAt(at(after), after, own)];
  const due = own.filter(({ meta }) => meta.effectiveOn <= on);
  const rows = rowsBetween(was.rows, { ...is.rows, history: historyOf(due, is) });
  const concerned = new Set(rows.flatMap(({ before: one, after: other }) => queueIn(one) ?? queueIn(other) ?? []));
  return {
    rows,
    coverage: coverageBetween(concerned, was.coverage, is.coverage),
    managers: await Promise.all(
      managersBetween(was.rows, is.rows).map(async ({ from, to, ...member }) => ({
        ...member,
        ...{ from: from === null ? null : await was.named(from), to: to === null ? null : await is.named(to) },
      })),
    ),
  };
}

const queueIn = (row: ForeseenRow["before"]): string | undefined =>
  typeof row?.["queueId"] === "string" ? row["queueId"] : undefined;

/** The rows that the commands are about, and what else is told of the point. */
async function seenAt({ queries }: ReadsAt, { rows }: RowsInstead, own: Events) {
  const owners = new Set(own.map(({ data }) => ("memberId" in data ? data.memberId : data.queueId)));
  const [coverage, queues] = [await queries.coverage(), await queries.queues({ all: true })];
  const names = new Map(queues.map(({ queueId, name }) => [queueId, name]));
  const queueName = (queueId: string) => names.get(queueId) ?? queueId;
  return {
    ...{ coverage, queueName, rows: ofOwners(rows, owners, queueName) },
    named: async (memberId: string) => ({ memberId, name: (await queries.member(memberId))?.name ?? memberId }),
  };
}

function ofOwners(rows: RosterTables, owners: ReadonlySet<string>, queueName: (id: string) => string): RosterTables {
  const only = <Row>(table: ReadonlyMap<string, Row>, ownerOf: (row: Row) => string) =>
    new Map([...table].filter(([, row]) => owners.has(ownerOf(row))));
  const assignments = [...only(rows.assignments, ({ memberId }) => memberId)];
  return {
    members: only(rows.members, ({ memberId }) => memberId),
    queues: only(rows.queues, ({ queueId }) => queueId),
    assignments: new Map(assignments.map(([key, row]) => [key, { ...row, queueName: queueName(row.queueId) }])),
    history: new Map(),
  };
}

function historyOf(events: Events, { queueName }: { readonly queueName: (id: string) => string }) {
  const told = events.flatMap((event) => memberHistory(event, { queueName, isMember: () => true }));
  return new Map(told.map((row) => [row.historyId, row]));
}
