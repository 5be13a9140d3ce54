import { Rejection } from "../../domain/kernel/rejection.ts";
import { choice, day, lineOfText } from "../../domain/kernel/text.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { emailAddress, normaliseEmail } from "../../domain/member/email.ts";
import { type ReasonCode, reasonCodes } from "../../domain/member/messages.ts";
import { teamName } from "../../domain/member/team.ts";
import { asMeant, parted, type QueueCell, queueCell } from "./cells.ts";
import type { Column, Columns } from "./columns.ts";
import type { CsvProblem } from "./problems.ts";
import type { CsvRecord } from "./readCsv.ts";

/**
 * What a row says of a member. What has no column is undefined, and stays as it is; what has one and is empty is none.
 * @property start @property end the first and the last day; null where the cell is empty
 */
export type RowValues = {
  readonly name: string;
  readonly email: string;
  readonly team: string;
  /** Their address. */
  readonly manager: string | null | undefined;
  readonly title: string | null | undefined;
  readonly timezone: string | null | undefined;
  readonly skills: readonly string[] | undefined;
  readonly queues: readonly QueueCell[] | undefined;
  readonly start: LocalDate | null;
  readonly end: LocalDate | null;
  readonly reasonCode: ReasonCode | null;
};

/**
 * A row that was read: what it says, or what is wrong with it.
 * @property key what tells whom it is about
 * @property names whom and what it names, also where it is wrong in something else
 */
export type CsvRow = {
  readonly row: number;
  readonly email: string;
  readonly key: string;
  readonly values: RowValues | null;
  readonly names: Pick<RowValues, "manager" | "queues">;
  readonly problems: readonly CsvProblem[];
};

export function readRow(columns: Columns, width: number, { row, cells }: CsvRecord): CsvRow {
  const problems: CsvProblem[] = [];
  const complain = (column: Column | null, message: string) =>
    problems.push({ row, column, code: "invalid-value", message });
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== ""))
    complain(null, `The row has ${cells.length} cells, and the header has ${width}: see where a comma is amiss.`);
  const text = (column: Column): string | undefined => {
    const at = columns.get(column);
    return at === undefined ? undefined : asMeant(cells[at] ?? "").trim();
  };
  const checked = <T>(column: Column, check: (value: string) => T): T | undefined => {
    try {
      return check(text(column) ?? "");
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      complain(column, error.message);
      return undefined;
    }
  };
  const values = valuesOf(text, checked);
  const email = values.email ?? text("email") ?? "";
  const whole = isWhole(values) && problems.length === 0 ? values : null;
  const names = { manager: values.manager, queues: values.queues };
  return { row, email, key: normaliseEmail(email), values: whole, names, problems };
}

type Text = (column: Column) => string | undefined;
type Checked = <T>(column: Column, check: (value: string) => T) => T | undefined;
type Partly = { readonly [Name in keyof RowValues]: RowValues[Name] | undefined };

const isWhole = (values: Partly): values is RowValues =>
  values.name !== undefined && values.email !== undefined && values.team !== undefined;

function valuesOf(text: Text, checked: Checked): Partly {
  const orNone = (column: Column) => (text(column) === "" ? null : text(column));
  const date = (column: Column) => checked(column, (value) => (value === "" ? null : day("on", value))) ?? null;
  const list = (column: Column) => {
    const cell = text(column);
    return cell === undefined ? undefined : parted(cell);
  };
  return {
    name: checked("name", (value) => lineOfText("name", value)),
    email: checked("email", emailAddress),
    team: checked("team", teamName),
    manager: orNone("manager email"),
    title: orNone("title"),
    timezone: orNone("timezone"),
    skills: list("skills"),
    queues: list("queues")?.map(queueCell),
    start: date("start date"),
    end: date("end date"),
    reasonCode:
      checked("reason code", (value) => (value === "" ? null : choice("reasonCode", reasonCodes, value))) ?? null,
  };
}

/** Two rows about one member contradict each other, or are one too many: the later ones are refused. */
export function refuseTwice(rows: readonly CsvRow[]): readonly CsvRow[] {
  const first = new Map<string, number>();
  return rows.map((each) => {
    const before = first.get(each.key);
    if (before === undefined || each.key === "") {
      first.set(each.key, each.row);
      return each;
    }
    const message = `Row ${before} has the address ${each.email} as well: keep one row for each member.`;
    const problem = { row: each.row, column: "email", code: "invalid-value", message } as const;
    return { ...each, values: null, problems: [...each.problems, problem] };
  });
}
