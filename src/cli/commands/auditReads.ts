import type { Command } from "commander";
import { lookups } from "../../app/roster/lookups.ts";
import type { FoundRead, ReadsPlace } from "../../app/reads/findReads.ts";
import { isLocalDate } from "../../domain/kernel/time.ts";
import { many } from "../many.ts";
import { examples, instant } from "../options.ts";
import type { Answer, Session } from "../session.ts";
import { table } from "../table.ts";

type ReadsOptions = { readonly member?: string; readonly actor?: string; readonly from?: string; readonly to?: string };

/** A day as its first or last moment, an instant as it is compared with others: UTC with milliseconds. */
export const dayOrInstant = (timeOfDay: string) => (text: string) =>
  isLocalDate(text) ? `${text}T${timeOfDay}Z` : new Date(instant(text)).toISOString();

export const [dayBegins, dayEnds] = ["00:00:00.000", "23:59:59.999"] as const;

/** Who has read whose data. */
export function addReadsCommand(audit: Command, session: Session): void {
  const reads = audit
    .command("reads")
    .description("show what auditors and administrators have read of whom; MUSTER_RECORD_READS=true records it")
    .option("--member <member>", "reads of this member, and of files and lists that name nobody")
    .option("--actor <actor>", "who read, as issuer:subject")
    .option("--from <when>", "recorded then or later: a day or an instant, UTC", dayOrInstant(dayBegins))
    .option("--to <when>", "recorded then or before", dayOrInstant(dayEnds))
    .action(session.answering((options: ReadsOptions) => readsOf(session, options)));
  examples(reads, "audit reads --from 2025-01-01", "audit reads --member ada@example.com --json");
}

const part = 1_000;

async function readsOf(session: Session, { member, actor, from, to: until }: ReadsOptions): Promise<Answer> {
  const muster = await (member === undefined ? session.muster() : session.reading());
  const memberId = member && (await lookups(muster.queries).member(member)).memberId;
  const found: FoundRead[] = [];
  let after: ReadsPlace | undefined;
  do {
    const { reads, next } = await muster.reads.find({ memberId, actor, from, until }, { after, limit: part });
    found.push(...reads);
    after = next ?? undefined;
  } while (after);
  const none = muster.reads.recorded ? "No reads are recorded there." : "Reads are not recorded: MUSTER_RECORD_READS.";
  return { json: found, text: found.length === 0 ? none : readTable(found, session.colour), isChange: true };
}

const readTable = (reads: readonly FoundRead[], colour: boolean): string =>
  table(
    ["Recorded", "By", "By what", "Asked", "Whose"],
    reads.map(({ recordedAt, actor, what, asked, memberIds, others }) => [
      ...[recordedAt, `${actor.issuer}:${actor.subject}`, what],
      Object.entries(asked)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
      [...memberIds.slice(0, 3), ...(memberIds.length > 3 ? [`${memberIds.length - 3} more`] : [])]
        .concat(others > 0 ? [many(others, "other")] : [])
        .join("\n"),
    ]),
    colour,
  );
