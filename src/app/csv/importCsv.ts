import { reject } from "../../domain/kernel/rejection.ts";
import { day } from "../../domain/kernel/text.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { ReasonCode } from "../../domain/member/messages.ts";
import { authorise } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { CommandContext } from "../commandHandler.ts";
import { deriveId } from "../ids.ts";
import type { Muster } from "../muster.ts";
import type { Position } from "../ports/eventLog.ts";
import { references } from "../roster/references.ts";
import { carryOutRows } from "./carryOutRows.ts";
import { columnsOf } from "./columns.ts";
import { losses, type TeamLoss, tooManyLeavers, unacknowledged, usualLeavers } from "./leavers.ts";
import type { Roster } from "./people.ts";
import { outcomes, type PlannedRow, type RowOutcome, type Terms } from "./plan.ts";
import { planRows } from "./planRows.ts";
import { refuseCsv } from "./problems.ts";
import type { CsvText } from "./readCsv.ts";
import { rehearseRows } from "./rehearseRows.ts";
import { readRow, refuseTwice } from "./rows.ts";

/**
 * How a file is taken in.
 * @property on when changes take effect that have no date of their own; today unless given
 * @property complete the file has everyone of its teams: who is active there and not in it has left the day before `on`
 * @property newTeams teams that the file may found; others that are not known are refused
 * @property acceptLeavers teams of which more may be deactivated than `maxLeavers` percent (20 unless given)
 * @property acceptUncovered queues, by id or name, that may fall below their minimum
 * @property reasonCode why leavers leave of whom the file does not say; `other` unless given
 */
export type CsvImportOptions = {
  readonly dryRun?: boolean | undefined;
  readonly on?: LocalDate | undefined;
  readonly complete?: boolean | undefined;
  readonly newTeams?: readonly string[] | undefined;
  readonly acceptLeavers?: readonly string[] | undefined;
  readonly maxLeavers?: number | undefined;
  readonly acceptUncovered?: readonly string[] | undefined;
  readonly reasonCode?: ReasonCode | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** What a row came to, or would come to. A row number of null is of somebody whom a complete file does not have. */
export type ImportedRow = Omit<PlannedRow, "steps">;

/**
 * What came of an import, or would come of it.
 * @property counts rows by outcome
 * @property losses teams whose members are deactivated; `needsAcknowledgement` names those that stop the real run
 * @property position where the log stands with it; null where nothing was recorded
 */
export type CsvImportReport = {
  readonly dryRun: boolean;
  readonly importId: string;
  readonly counts: Readonly<Record<RowOutcome, number>>;
  readonly rows: readonly ImportedRow[];
  readonly losses: readonly TeamLoss[];
  readonly needsAcknowledgement: readonly string[];
  readonly events: number;
  readonly position: Position | null;
};

type Parts = Pick<
  Muster,
  "commands" | "queries" | "calendar" | "sheets" | "rehearsal" | "settle" | "head" | "whereabouts"
>;

export type CsvImports = {
  /** @throws {AccessDenied} Asked before a file is read at all. */
  allow(): void;
  /**
   * Takes a file of members in as joiners, movers and leavers. All of it is planned and decided upon before the first
   * event; with `dryRun` that is all, and refused rows are in the report.
   * @throws {Rejection} `csv-unreadable`, `import-refused`, `too-many-leavers` {AccessDenied} {TablesBehind}
   */
  run(text: CsvText, options: CsvImportOptions, context: CommandContext): Promise<CsvImportReport>;
};

export const csvImports = (muster: Parts, principal: Principal): CsvImports => {
  const allow = () => {
    authorise(principal, { kind: "import", team: null });
  };
  return {
    allow,
    async run(text, options, context) {
      allow();
      return importCsv(muster, { text, options, context: { ...context, actor: principal.actor } });
    },
  };
};

type Run = { readonly text: CsvText; readonly options: CsvImportOptions; readonly context: CommandContext };

async function importCsv(muster: Parts, { text, options, context }: Run): Promise<CsvImportReport> {
  const { maxLeavers = usualLeavers, acceptLeavers = [], dryRun = false, onProgress } = options;
  const columns = columnsOf(text.header);
  const rows = refuseTwice(text.records.map((record) => readRow(columns, text.header.length, record)));
  if (rows.length === 0) refuseNothing();
  const terms = await termsOf(muster, options, context.commandId);
  const roster = await rosterOf(muster);
  const planned = await rehearseRows(await muster.rehearsal(), planRows(rows, roster, terms), terms.today);
  const lost = losses(planned.rows, roster, maxLeavers);
  const stopping = unacknowledged(lost, acceptLeavers);
  const report = { ...summary(planned.rows), losses: lost, needsAcknowledgement: stopping.map(({ team }) => team) };
  if (dryRun) return { dryRun, importId: context.commandId, ...report, events: 0, position: null };
  const problems = planned.rows.flatMap((row) => row.problems);
  if (problems.length > 0) refuseCsv("import-refused", problems);
  if (stopping.length > 0) throw tooManyLeavers(stopping, maxLeavers);
  const atomic = muster.whereabouts.log === "postgres";
  const carried = await carryOutRows({ commands: muster.commands, atomic, context, onProgress }, planned.commands);
  return { dryRun, importId: context.commandId, ...report, ...carried };
}

const refuseNothing = (): never =>
  refuseCsv("csv-unreadable", [
    { row: null, column: null, code: "csv-unreadable", message: "The file has a header and no rows." },
  ]);

async function termsOf(muster: Parts, options: CsvImportOptions, importId: string): Promise<Terms> {
  const today = (await muster.calendar()).today();
  const on = day("on", options.on ?? today);
  if (on > today)
    reject("date-in-future", `${on} is after today, ${today}: import the file when it holds.`, { on, today });
  return {
    ...{ on, today, complete: options.complete ?? false, reasonCode: options.reasonCode ?? "other" },
    newTeams: new Set(options.newTeams ?? []),
    acceptUncovered: await references(muster.queries).queues(options.acceptUncovered ?? []),
    newId: (row) => deriveId(importId, "row", String(row)),
  };
}

/** The tables as they are with all that is recorded. */
async function rosterOf({ head, settle, sheets, queries }: Parts): Promise<Roster> {
  await settle(await head());
  return { members: await sheets.members({ all: true }), queues: await queries.queues({ all: true }) };
}

function summary(planned: readonly PlannedRow[]): Pick<CsvImportReport, "rows" | "counts"> {
  const counts = Object.fromEntries(
    outcomes.map((outcome) => [outcome, planned.filter((row) => row.outcome === outcome).length]),
  );
  // One for each outcome.
  return { rows: planned.map(({ steps: _, ...row }) => row), counts: counts as Record<RowOutcome, number> };
}
