import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { exitCode } from "../exitCode.ts";
import { many } from "../many.ts";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Answer, Session } from "../session.ts";
import { table } from "../table.ts";
import { retentionText, runText } from "../views/retention.ts";

type RunOptions = { readonly dryRun?: boolean; readonly reason?: string };

/** Sealing whose retention is over, and what archives hold. */
export function addRetentionCommands(program: Command, session: Session): void {
  const retention = program.command("retention").description("seal who left so long ago that they are kept no longer");
  const run = retention
    .command("run")
    .description("write each of them into an archive, and leave nothing personal in the log")
    .option("--dry-run", "only list who is due, whom a legal hold keeps, and when the next one is")
    .option("--reason <text>", "why, for the log")
    .action(session.answering((options: RunOptions) => runOf(session, options)));
  examples(run, "retention run --dry-run", "retention run --json");

  const archive = program
    .command("archive")
    .description("check and read the archives of sealed members, without a database");
  const verify = archive
    .command("verify <path>")
    .description("check an archive by itself; exit code 1 where it was changed. As audit verify, which takes keys")
    .action(session.answering((path: string) => verifyAt(fileAt(session, path))));
  examples(verify, "archive verify .muster/archives/0b57….jsonl");
  const replay = archive
    .command("replay <path>")
    .description("fold an archive's events into the rows that there were")
    .option("--key-file <path>", "the archives' keys, unless they are in the home")
    .action(
      session.answering((path: string, { keyFile }: { keyFile?: string }) =>
        replayAt(session, fileAt(session, path), keyFile ? resolve(session.terminal.cwd, keyFile) : homeKeys(session)),
      ),
    );
  examples(replay, "archive replay .muster/archives/0b57….jsonl --json");
}

async function runOf(session: Session, { dryRun, reason }: RunOptions): Promise<Answer> {
  const { retention } = await session.reading();
  if (dryRun) {
    const list = await retention.list();
    return { json: { dryRun: true, ...list }, text: retentionText(list, session.colour) };
  }
  const { actor } = session.context();
  const done = await retention.run({ actor, ...(reason !== undefined && { reason }) });
  const failed = done.problems.length > 0 && { exitCode: exitCode.failed };
  return { json: { dryRun: false, ...done }, text: runText(done), isChange: true, ...failed };
}

function fileAt(session: Session, path: string): string {
  const file = resolve(session.terminal.cwd, path);
  if (!existsSync(file)) throw new InvalidArgumentError(`There is no file ${file}.`);
  return file;
}

const homeKeys = (session: Session): string => join(session.home().path, "archive-keys.json");

async function verifyAt(file: string): Promise<Answer> {
  const { checkBundle } = await import("../../app/audit/checkBundle.ts");
  const report = await checkBundle([readFileSync(file)], undefined);
  if (!report.ok)
    return {
      ...{ json: report, exitCode: exitCode.failed },
      text: [
        "The archive is NOT what was sealed.",
        ...report.faults.map(({ line, fault }) => plain`Line ${line} ${fault}.`),
      ].join("\n"),
    };
  const text = plain`The archive is whole: ${many(report.events, "event")} of member ${report.bundle?.about ?? "unknown"}, signed with ${report.keys.join(", ")}.`;
  return { json: report, text };
}

async function replayAt(session: Session, file: string, keyFile: string): Promise<Answer> {
  const { memberId, rows } = await session.replay(file, keyFile);
  const [members, assignments, history] = [rows.members, rows.assignments, rows.history].map((each) => [
    ...each.values(),
  ]);
  const text = table(
    ["When", "Change", "Field", "Before", "After"],
    [...rows.history.values()].map(({ effectiveOn, changeType, fieldName, oldValue, newValue }) => [
      ...[effectiveOn, changeType, fieldName, oldValue, newValue],
    ]),
    false,
  );
  return { json: { memberId, members, assignments, history }, text };
}
