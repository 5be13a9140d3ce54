import type { Command } from "commander";
import { type DecodedEvent, isUnreadable } from "../../app/codec/eventCodec.ts";
import { namesIn } from "../names.ts";
import { count, examples, position } from "../options.ts";
import { jsonText } from "../printable.ts";
import type { Session } from "../session.ts";
import { isShown, logTable } from "../views/log.ts";

type LogOptions = { readonly after?: bigint; readonly limit?: number; readonly all?: boolean };

const shownAtMost = 100;

/** The stored events themselves. */
export function addLogCommand(program: Command, session: Session): void {
  const log = program
    .command("log")
    .description("show the stored events, with who recorded them and when: the newest, or those after a position")
    .option("--after <position>", "the first ones that were recorded after a position", position)
    .option("--limit <number>", `so many at most (default: ${shownAtMost} in a table, all with --json)`, count)
    .option("--all", "the log's bookkeeping as well, such as entries of guards")
    .action(async (options: LogOptions) => {
      if (session.options.json && options.limit === undefined) await inFull(session, options);
      else await inPart(session, options, options.limit ?? shownAtMost);
    });
  examples(log, "log", "log --limit 10", "log --after 120 --limit 10 --json", "log --all --json");
}

async function* pages(session: Session, { after = 0n, all = false }: LogOptions) {
  for await (const page of (await session.muster()).events(after)) yield page.filter((event) => all || isShown(event));
}

/** Written as it is read: a log may be longer than memory. */
async function inFull(session: Session, options: LogOptions): Promise<void> {
  let separator = "[\n";
  for await (const page of pages(session, options)) {
    if (page.length === 0) continue;
    await session.recordRead(page);
    await session.terminal.out(separator + page.map((event) => jsonText(event)).join(",\n"));
    separator = ",\n";
  }
  await session.terminal.out(separator === "[\n" ? "[]\n" : "\n]\n");
}

async function inPart(session: Session, options: LogOptions, limit: number): Promise<void> {
  const part = await (options.after === undefined ? newest : first)(session, options, limit);
  await session.recordRead(part.events);
  await session.terminal.out(`${session.options.json ? jsonText(part.events, 2) : await asTable(session, part)}\n`);
}

type Part = { readonly events: readonly DecodedEvent[]; readonly more: string };

async function newest(session: Session, options: LogOptions, limit: number): Promise<Part> {
  let seen = 0;
  let events: readonly DecodedEvent[] = [];
  for await (const page of pages(session, options)) {
    seen += page.length;
    events = limit === 0 ? [] : [...events, ...page].slice(-limit);
  }
  return {
    events,
    more: seen > events.length ? `These are the newest of ${seen}: muster log --after 0 begins at the first.` : "",
  };
}

async function first(session: Session, options: LogOptions, limit: number): Promise<Part> {
  const found: DecodedEvent[] = [];
  for await (const page of pages(session, options)) {
    found.push(...page);
    if (found.length > limit) break;
  }
  const events = found.slice(0, limit);
  const last = events.at(-1)?.position ?? options.after ?? 0n;
  return { events, more: found.length > limit ? `There is more: muster log --after ${last}` : "" };
}

async function asTable(session: Session, { events, more }: Part): Promise<string> {
  if (events.length === 0) return "There are no events there.";
  const { queries } = await session.muster();
  const readable = events.flatMap((event) => (isUnreadable(event) ? [] : [event]));
  // After a rollback there are no names to be had; the log is shown all the same.
  const nameOf = await namesIn(queries, readable).catch(() => (id: string) => id);
  return [logTable(events, nameOf, session.colour), more].filter(Boolean).join("\n\n");
}
