import type { QueueCoverage, QueueRow } from "../../app/ports/rosterQueries.ts";
import { table } from "../table.ts";

/** Queues as a table. */
export const queueTable = (queues: readonly QueueRow[], colour: boolean): string =>
  table(
    ["Queue", "Required", "Opened", "Closed", "Id"],
    queues.map(({ name, minimum, openedOn, closedOn, queueId }) => [name, minimum, openedOn, closedOn, queueId]),
    colour,
  );

/** Who covers the queues, counted. */
export const coverageTable = (coverage: readonly QueueCoverage[], colour: boolean): string =>
  table(
    ["Queue", "Primary", "Backup", "Trainee", "Required", "Covered"],
    coverage.map(({ queue, primary, backup, trainee, minimum, covered }) => [
      queue,
      primary,
      backup,
      trainee,
      minimum,
      covered ? "yes" : "NO",
    ]),
    colour,
  );
