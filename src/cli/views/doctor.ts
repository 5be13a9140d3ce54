import type { Diagnosis } from "../doctor.ts";
import { many } from "../many.ts";
import { plain } from "../printable.ts";
import { type Cell, table } from "../table.ts";

/** What is in use, and what is wrong. */
export function diagnosisText(found: Diagnosis, colour: boolean): string {
  const { home, keyFile, database, roles, log, tables, file } = found;
  const rows: readonly (readonly [string, Cell])[] = [
    ["Home", home && `${home.path} (chosen by: ${home.chosenBy})`],
    ["Key file", keyFile],
    ["Database", database && `${database.url}${database.embedded ? " (Muster's own)" : ""}`],
    [
      "Database roles",
      roles && (roles.inUse ? `in use: ${Object.values(roles.names).join(", ")}` : `not in use: ${roles.why}`),
    ],
    ["Log", log && `${log.kind}, at position ${log.position}, dates in ${log.timezone}`],
    ["Tables", tables && (tables.rolledBack ? "rolled back" : `at position ${tables.position}`)],
    ["Projected by", tables && (tables.worker ?? "no process: each command does it for itself")],
    [
      "File",
      file ? ("state" in file ? `${file.file} (${file.state})` : file.file) : "none: muster import <file> takes one in",
    ],
    ...keptAside(found),
    ["Signed", signedUpTo(found)],
    ["Node", found.node],
  ];
  const verdict = found.ok ? "All is well." : "Something is wrong:";
  const problems = found.problems.map((problem) => plain`- ${problem}`);
  return [
    table(
      ["What", "Which"],
      rows.filter(([, which]) => which !== null),
      colour,
    ),
    [verdict, ...problems].join("\n"),
    ...(roles && !roles.inUse && roles.sql !== "" ? [rolesHint(roles.sql)] : []),
  ].join("\n\n");
}

const rolesHint = (sql: string): string =>
  [
    "Muster works on as the user that logs in, which may more than each part needs. An administrator of the database can run",
    sql
      .split("\n")
      .map((line) => plain`  ${line}`)
      .join("\n"),
    "and Muster works in these roles from its next start.",
  ].join("\n\n");

function signedUpTo({ ledger }: Diagnosis): Cell {
  if (!ledger) return null;
  const { signed, unsigned, elsewhere, heads } = ledger;
  const upTo = signed ? `up to position ${signed.position} at ${signed.signedAt}, key ${signed.keyId}` : "nothing yet";
  const open = unsigned.events === 0 ? "" : `; ${many(unsigned.events, "event")} not yet`;
  return `${upTo}${open}${elsewhere ? "; by another machine" : ""} (${heads})`;
}

const keptAside = ({ file }: Diagnosis): readonly (readonly [string, Cell])[] =>
  file && "state" in file && file.keptAside.length > 0
    ? [["Edits kept aside", file.keptAside.map(({ path }) => path).join("\n")]]
    : [];
