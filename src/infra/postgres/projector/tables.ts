import type { MemberHistoryRow } from "../../../projections/memberHistory.ts";
import type { QueueAssignmentRow } from "../../../projections/queueAssignments.ts";
import type { QueueRow } from "../../../projections/queueRows.ts";
import type { TeamMemberRow } from "../../../projections/teamMembers.ts";
import type { Version, VersionedTable } from "../../../projections/versions.ts";

export type SqlType = "uuid" | "text" | "text[]" | "boolean" | "integer" | "bigint" | "date" | "timestamptz";

export type Column = { readonly property: string; readonly name: string; readonly type: SqlType };

/** Where a row's properties lie in the database. The key is the first column. */
export type Table<Row> = {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Whether the table's rows are written once and never changed. */
  readonly appendOnly: boolean;
  readonly keyOf: (row: Row) => string;
};

const snakeCase = (property: string): string => property.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

/** A column for every property: one that is added to a row does not compile until it has one. */
type TypesOf<Row> = { readonly [P in keyof Row]: SqlType };

const columnsOf = (types: Readonly<Record<string, SqlType>>): readonly Column[] =>
  Object.entries(types).map(([property, type]) => ({ property, name: snakeCase(property), type }));

const members: Table<TeamMemberRow> = {
  name: "team_members",
  keyOf: ({ memberId }) => memberId,
  appendOnly: false,
  columns: columnsOf({
    memberId: "uuid",
    name: "text",
    email: "text",
    emailKey: "text",
    team: "text",
    title: "text",
    active: "boolean",
    managerId: "uuid",
    startDate: "date",
    endDate: "date",
    timezone: "text",
    skills: "text[]",
    revision: "bigint",
    position: "bigint",
    updatedAt: "timestamptz",
    effectiveOn: "date",
  } satisfies TypesOf<TeamMemberRow>),
};

const queues: Table<QueueRow> = {
  name: "queues",
  keyOf: ({ queueId }) => queueId,
  appendOnly: false,
  columns: columnsOf({
    queueId: "uuid",
    name: "text",
    minimum: "integer",
    open: "boolean",
    openedOn: "date",
    closedOn: "date",
    revision: "bigint",
    position: "bigint",
    updatedAt: "timestamptz",
    effectiveOn: "date",
  } satisfies TypesOf<QueueRow>),
};

const assignments: Table<QueueAssignmentRow> = {
  name: "team_queue_assignments",
  keyOf: ({ assignmentId }) => assignmentId,
  appendOnly: false,
  columns: columnsOf({
    assignmentId: "uuid",
    memberId: "uuid",
    queueId: "uuid",
    queueName: "text",
    assignmentType: "text",
    assignedDate: "date",
    removedDate: "date",
    active: "boolean",
    position: "bigint",
  } satisfies TypesOf<QueueAssignmentRow>),
};

const history: Table<MemberHistoryRow> = {
  name: "team_member_history",
  keyOf: ({ historyId }) => historyId,
  appendOnly: true,
  columns: columnsOf({
    historyId: "text",
    memberId: "uuid",
    changeType: "text",
    fieldName: "text",
    oldValue: "text",
    newValue: "text",
    effectiveOn: "date",
    changedAt: "timestamptz",
    changedBy: "text",
    reason: "text",
    eventId: "uuid",
    position: "bigint",
    queueId: "uuid",
  } satisfies TypesOf<MemberHistoryRow>),
};

/** When a version holds and was known; a bound that is not there yet lies beyond all others. */
const bounds = columnsOf({
  validFrom: "date",
  knownFrom: "bigint",
  validTo: "date",
  succeededAt: "bigint",
  knownTo: "bigint",
} satisfies TypesOf<Omit<Version, "row">>);

/** Where the versions of a table's rows lie. `key` is the row's id, `owner` that of whose stream makes it. */
export type VersionTable = {
  readonly name: string;
  readonly key: string;
  readonly owner: string;
  readonly columns: readonly Column[];
};

const versionsOf = (name: string, of: Table<never>, owner: string): VersionTable => ({
  ...{ name, owner, key: of.columns[0]?.name ?? "" },
  columns: [...of.columns.filter(({ property }) => property !== "queueName"), ...bounds],
});

/** The versions of the read tables' rows, and when what was known. */
export const versionTables: Readonly<Record<VersionedTable, VersionTable>> = {
  members: versionsOf("member_versions", members, "member_id"),
  queues: versionsOf("queue_versions", queues, "queue_id"),
  assignments: versionsOf("assignment_versions", assignments, "member_id"),
};
export const knownAt = {
  name: "known_at",
  columns: columnsOf({ recordedAt: "timestamptz", position: "bigint" }),
} as const;

/** The read tables, in the order in which they are written: what is referred to comes first. */
export const tables = { queues, members, assignments, history } as const;

/** The live tables, or those beside them that a rebuild or a verification fills; both in one session, by schema. */
export type Place = { readonly rows: "public" | "pg_temp"; readonly own: "muster" | "pg_temp" };
export const live: Place = { rows: "public", own: "muster" };
export const shadow: Place = { rows: "pg_temp", own: "pg_temp" };
