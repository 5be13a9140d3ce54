import { setTimeout as sleep } from "node:timers/promises";
import { withoutPassword } from "./address.ts";
import type { Muster, Status } from "../app/muster.ts";
import type { DatabaseRoles } from "../app/ports/databaseRoles.ts";
import type { FileStatus } from "../app/ports/rosterFile.ts";
import { exitCode, type ExitCode } from "./exitCode.ts";
import { failureOf } from "./failure.ts";
import type { Session } from "./session.ts";

/** What is in use, and what is wrong; what could not be looked at is null. */
export type Diagnosis = {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly home: { readonly path: string; readonly chosenBy: string } | null;
  readonly keyFile: string | null;
  readonly database: { readonly url: string; readonly embedded: boolean } | null;
  /** Whether each part works with no more rights than it needs. That it does not is told, and no problem. */
  readonly roles: DatabaseRoles | null;
  readonly log: { readonly kind: string; readonly position: bigint; readonly timezone: string } | null;
  /** `worker` is the process that projects, if any. */
  readonly tables: (Omit<Status, "log" | "tables"> & { readonly position: bigint }) | null;
  readonly file: FileStatus | { readonly file: string } | null;
  /** How far the log is signed, and in which file. */
  readonly ledger: (LedgerTold & { readonly heads: string }) | null;
  readonly node: string;
};

type LedgerTold = Awaited<ReturnType<Muster["ledger"]["state"]>>;
type Findings = { problems: string[]; worst: ExitCode };

/** Looks at one thing after the other; what fails is a problem, and no reason not to look at the rest. */
export async function diagnose(session: Session): Promise<{ diagnosis: Diagnosis; exitCode: ExitCode }> {
  const found: Findings = { problems: [], worst: exitCode.done };
  const muster = await attempt(found, () => session.muster());
  const status = muster && (await attempt(found, () => statusOf(muster)));
  const roles = muster && (await attempt(found, () => muster.databaseRoles()));
  const calendar = muster && (await attempt(found, () => muster.calendar()));
  const file = muster && (await fileOf(muster, found));
  const ledger = muster && (await attempt(found, () => ledgerOf(muster)));
  found.problems.push(...(status ? complaints(status) : []), ...fileComplaints(file), ...ledgerComplaints(ledger));
  const ok = found.problems.length === 0;
  const diagnosis: Diagnosis = {
    ok,
    problems: found.problems,
    home: muster ? { path: muster.whereabouts.home, chosenBy: muster.whereabouts.homeChosenBy } : session.home(),
    keyFile: muster?.whereabouts.keyFile ?? null,
    database: muster
      ? { url: withoutPassword(muster.whereabouts.databaseUrl), embedded: muster.whereabouts.embedded }
      : null,
    roles: roles ?? null,
    log:
      muster && status && calendar
        ? { kind: muster.whereabouts.log, position: status.log, timezone: calendar.timezone }
        : null,
    tables: status ? tablesOf(status) : null,
    ...{ file: file ?? null, ledger: ledger ?? null },
    node: process.version,
  };
  return { diagnosis, exitCode: ok ? exitCode.done : found.worst === exitCode.done ? exitCode.failed : found.worst };
}

/** Tables that are merely a moment behind get a second to come to where the log is now. */
async function statusOf(muster: Muster): Promise<Status> {
  const { log } = await muster.status();
  for (let looks = 20; ; looks--) {
    const status = await muster.status();
    if (status.tables >= log || status.worker === null || looks === 0) return { ...status, log };
    await sleep(50);
  }
}

const tablesOf = ({ tables: position, worker, parked, rolledBack }: Status): Diagnosis["tables"] => ({
  position,
  worker,
  parked,
  rolledBack,
});

async function attempt<T>(found: Findings, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const failure = failureOf(error);
    // What stands in the way of several looks is one problem.
    if (!found.problems.includes(failure.message)) found.problems.push(failure.message);
    found.worst = failure.exitCode;
    return undefined;
  }
}

async function fileOf(muster: Muster, found: Findings): Promise<FileStatus | { readonly file: string } | undefined> {
  const path = await muster.file.path();
  if (path === undefined) return undefined;
  return (await attempt(found, () => muster.file.status(path))) ?? { file: path };
}

function complaints({ tables, log, worker, parked, rolledBack }: Status): readonly string[] {
  if (rolledBack) return ["Muster was rolled back: muster import <file> or muster rebuild brings the tables back."];
  return [
    ...parked.map(
      ({ type, position, key, error }) => `${type} at position ${position} (${key}) could not be applied: ${error}`,
    ),
    ...(tables < log ? [`The tables stand at position ${tables} and the log at ${log}: ${mend(worker)}.`] : []),
  ];
}

const mend = (worker: string | null): string =>
  worker === null
    ? "the next command brings them up, or muster start"
    : `see whether ${worker} has much to do, or what it says`;

const states: Readonly<Record<FileStatus["state"], string | undefined>> = {
  current: undefined,
  behind: undefined,
  edited: "somebody has edited what Muster keeps in it: the next change overwrites that, and keeps it in a copy.",
  ahead: "it is of a later position than the tables: they lag, or an older database was put back.",
  "never-written": "Muster does not keep it yet: muster import takes it in.",
  foreign: "another Muster keeps it: muster import makes it this one's.",
  "no-tables": undefined,
};

function fileComplaints(file: FileStatus | { readonly file: string } | undefined): readonly string[] {
  if (file === undefined || !("state" in file)) return [];
  const complaint = states[file.state];
  return complaint === undefined ? [] : [`${file.file}: ${complaint}`];
}

async function ledgerOf({ ledger }: Muster): Promise<NonNullable<Diagnosis["ledger"]>> {
  return { ...(await ledger.state()), heads: await ledger.file() };
}

const longestUnsigned = 10;

function ledgerComplaints(ledger: Diagnosis["ledger"] | undefined): readonly string[] {
  if (!ledger) return [];
  const { fault, heads, unsigned } = ledger;
  if (fault !== null) return [`${fault} (${heads}) muster verify tells more.`];
  if (unsigned.seconds <= longestUnsigned) return [];
  return [
    `What was recorded has not been signed for ${Math.round(unsigned.seconds)} seconds: see what muster start says.`,
  ];
}
