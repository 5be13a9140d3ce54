import { type Command, Option } from "commander";
import { asksForPoint, asOf, type PointAsked, type PointTold } from "../app/asOf.ts";
import type { Muster } from "../app/muster.ts";
import { many } from "./many.ts";
import { dateOption } from "./options.ts";
import { plain } from "./printable.ts";
import type { Answer, Session } from "./session.ts";

/** What a command that looks back takes. */
export const pointOptions = (command: Command): Command =>
  command
    .addOption(dateOption("--as-of <date>", "as of this day, as YYYY-MM-DD (default: today)"))
    .option("--known-at <point>", "as it was known at this instant, such as 2025-07-15T09:00:00Z, or log position");

/** What a command reads from, and which point that is of, unless it is now. */
export type Read = { readonly muster: Muster; readonly point?: PointTold };

export async function readingAt(session: Session, asked: PointAsked): Promise<Read> {
  const muster = await session.reading();
  return asksForPoint(asked) ? asOf(muster, asked) : { muster };
}

/** The answer with the point that it rests on; a list then stands under `items`. */
export function withPoint({ point }: Read, { json, text }: Pick<Answer, "json" | "text">): Answer {
  if (!point) return { json, text };
  const { asOf: day, knownAt, position, scheduled: { applied, refused } = { applied: 0, refused: [] } } = point;
  const coming = applied === 0 ? "" : `, with ${many(applied, "scheduled change")} applied`;
  const known = plain`As of ${day}${coming}, as known at ${knownAt ?? "the beginning"} (position ${String(position)}).`;
  const not = refused.map(
    ({ changeId, on, message }) =>
      plain`Not applied, since it would be refused on ${on}: ${message} (change ${changeId})`,
  );
  const told = [text, known, ...not].join("\n");
  return { json: Array.isArray(json) ? { at: point, items: json } : { ...(json as object), at: point }, text: told };
}

/** For a command that reads what is known as it is now alone: it takes a point, to refuse it in so many words. */
export const noPointOptions = (command: Command): Command =>
  command.addOption(new Option("--as-of <date>").hideHelp()).addOption(new Option("--known-at <point>").hideHelp());
