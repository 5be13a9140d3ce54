import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { BundleReport } from "../../app/audit/checkBundle.ts";
import { sha256Hex } from "../../app/ledger/hashing.ts";
import { lookups } from "../../app/roster/lookups.ts";
import { exitCode } from "../exitCode.ts";
import { many } from "../many.ts";
import { writeNewFile } from "../newFile.ts";
import { draftOf } from "../newFiles.ts";
import { examples } from "../options.ts";
import { jsonText, plain } from "../printable.ts";
import type { Answer, Session } from "../session.ts";
import { verifierText } from "../../verifier.ts";
import { addReadsCommand, dayBegins, dayEnds, dayOrInstant } from "./auditReads.ts";

type ExportOptions = { from?: string; to?: string; member?: string; force?: boolean };

/** What is handed to auditors, and whether a hand-out is whole. */
export function addAuditCommands(program: Command, session: Session): void {
  const audit = program.command("audit").description("hand events out with what proves them, and check a hand-out");
  const exporting = audit
    .command("export <path>")
    .description("write events as they are stored with their proof (JSON Lines), and beside it a readable table (.csv)")
    .option("--from <when>", "recorded then or later: a day or an instant, UTC", dayOrInstant(dayBegins))
    .option("--to <when>", "recorded then or before", dayOrInstant(dayEnds))
    .option("--member <member>", "only what was recorded of this member; all else stands there as its hash")
    .option("--force", "overwrite the files")
    .action(session.answering((path: string, options: ExportOptions) => exportTo(session, path, options)));
  examples(
    exporting,
    "audit export 2025.jsonl --from 2025-01-01 --to 2025-12-31",
    "audit export ada.jsonl --member ada@example.com",
  );

  const verify = audit
    .command("verify <bundle>")
    .description("check a hand-out by itself, without a database; exit code 1 where it was changed")
    .option("--keys <file>", "the exporter's public keys, as muster ledger keys --json or /v1/ledger/keys shows them")
    .action(
      session.answering((path: string, options: { keys?: string }) =>
        checkAt(resolve(session.terminal.cwd, path), options.keys && resolve(session.terminal.cwd, options.keys)),
      ),
    );
  examples(verify, "audit verify 2025.jsonl --keys published.json");
  addVerifier(audit, session);
  addReadsCommand(audit, session);
}

function addVerifier(audit: Command, session: Session): void {
  const verifier = audit
    .command("verifier [path]")
    .description("give the program that checks a hand-out with nothing but Node, for who has no Muster")
    .option("--force", "overwrite the file")
    .action(async (path: string | undefined, { force = false }: { readonly force?: boolean }) => {
      const text = verifierText();
      if (path === undefined) return session.terminal.out(text);
      const target = resolve(session.terminal.cwd, path);
      await writeNewFile(target, text, force);
      const told = `node ${path} <bundle> [table] [--keys published.json]`;
      const json = { path: target, sha256: sha256Hex(text) };
      return session.terminal.out(session.options.json ? `${jsonText(json, 2)}\n` : plain`${target}: ${told}\n`);
    });
  examples(verifier, "audit verifier verify-bundle.mjs");
}

const tableOf = (path: string): string => `${path.replace(/\.jsonl$/, "")}.csv`;

async function exportTo(session: Session, path: string, options: ExportOptions): Promise<Answer> {
  const { from = null, to = null, member, force = false } = options;
  if (from !== null && to !== null && from > to) throw new InvalidArgumentError("--from lies after --to.");
  const muster = await (member === undefined ? session.muster() : session.reading());
  const about = member === undefined ? null : (await lookups(muster.queries).member(member)).memberId;
  const target = resolve(session.terminal.cwd, path);
  const lines = await draftOf(target);
  const table = await draftOf(tableOf(target));
  try {
    const { actor } = session.context();
    const parts = { line: (text: string) => lines.write(text), table: (text: string) => table.write(text) };
    const exported = await muster.exportAudit({ from, to, about, actor }, parts);
    await table.keep(force);
    await lines.keep(force);
    const told = { path: target, table: tableOf(target), ...exported };
    const open = exported.unsigned === 0 ? "" : plain` No head vouches yet for ${many(exported.unsigned, "event")}.`;
    const text = plain`${target} holds ${many(exported.events, "event")}, signed with the key ${exported.keyId}; ${tableOf(target)} is for reading.`;
    return { json: told, text: `${text}${open} That it was exported is in the log.` };
  } finally {
    await Promise.all([lines.drop(), table.drop()]);
  }
}

async function checkAt(path: string, keys: string | undefined): Promise<Answer> {
  const [{ checkBundle }, { keysIn }] = await Promise.all([
    import("../../app/audit/checkBundle.ts"),
    import("../publishedKeys.ts"),
  ]);
  if (!existsSync(path)) throw new InvalidArgumentError(`There is no file ${path}.`);
  const table = existsSync(tableOf(path)) ? createReadStream(tableOf(path)) : undefined;
  const report = await checkBundle(createReadStream(path), table, keys === undefined ? undefined : keysIn(keys));
  const json = { ...report, table: table !== undefined };
  return { json, text: reportText(report, table !== undefined), ...(!report.ok && { exitCode: exitCode.failed }) };
}

function reportText({ ok, faults, events, heads, unsigned, keys, trusted }: BundleReport, table: boolean): string {
  if (!ok) {
    const told = faults.map(({ line, fault }) => plain`Line ${line} ${fault}.`);
    return ["The bundle is NOT what was exported.", ...told].join("\n");
  }
  return [
    plain`The bundle is whole: ${many(events, "event")}, ${many(heads, "signed head")}${table ? ", and its table" : "; its table is not beside it"}.`,
    ...(unsigned === 0
      ? []
      : [plain`${many(unsigned, "event")} at its end no head vouches for: they rest on the exporter's word.`]),
    trusted
      ? plain`It is signed with the given keys (${keys.join(", ")}).`
      : plain`It is signed with ${keys.join(", ")}: compare that with what was published (--keys does).`,
  ].join("\n");
}
