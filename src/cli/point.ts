import type { Command } from "commander";
import { asksForPoint, asOf, type PointAsked, type PointTold } from "../app/asOf.ts";
import type { Muster } from "../app/muster.ts";
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
  const { asOf: day, knownAt, position } = point;
  const known = plain`As of ${day}, as known at ${knownAt ?? "the beginning"} (position ${String(position)}).`;
  const at = { asOf: day, knownAt, position };
  return { json: Array.isArray(json) ? { at, items: json } : { ...(json as object), at }, text: `${text}\n${known}` };
}
