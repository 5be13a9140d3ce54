import type { HistoryEntry, QueueCoverage, QueueRow } from "../ports/rosterQueries.ts";
import { type Cell, csvOf } from "./writeCsv.ts";

/** What stands in each column of a table, by its name. */
export type Cells<Row> = Readonly<Record<string, (row: Row) => Cell>>;

export const tableCsv = <Row>(cells: Cells<Row>, rows: readonly Row[]): string =>
  csvOf(
    Object.keys(cells),
    rows.map((row) => Object.values(cells).map((cell) => cell(row))),
  );

export const queueColumns: Cells<QueueRow> = {
  queue: ({ name }) => name,
  minimum: ({ minimum }) => minimum,
  open: ({ open }) => open,
  "opened on": ({ openedOn }) => openedOn,
  "closed on": ({ closedOn }) => closedOn,
  id: ({ queueId }) => queueId,
};

export const coverageColumns: Cells<QueueCoverage> = {
  queue: ({ queue }) => queue,
  minimum: ({ minimum }) => minimum,
  primary: ({ primary }) => primary,
  backup: ({ backup }) => backup,
  trainee: ({ trainee }) => trainee,
  covered: ({ covered }) => covered,
  id: ({ queueId }) => queueId,
};

export const historyColumns: Cells<HistoryEntry> = {
  "effective on": ({ effectiveOn }) => effectiveOn,
  "recorded at": ({ changedAt }) => changedAt,
  change: ({ changeType }) => changeType,
  field: ({ fieldName }) => fieldName,
  from: ({ oldValue }) => oldValue,
  to: ({ newValue }) => newValue,
  by: ({ changedBy }) => changedBy,
  reason: ({ reason }) => reason,
  "event id": ({ eventId }) => eventId,
};
