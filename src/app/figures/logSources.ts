import type { Facts } from "../../projections/figures/facts.ts";
import type { FigureSources } from "../ports/figureSources.ts";
import { foldStreams, idOfStream, type LogParts, streamsTouched } from "./foldStreams.ts";

/**
 * Folds the whole log at each asking, on any log: for what was known up to a position, and the measure of whatever keeps
 * facts. It answers more than is wanted, which changes no figure.
 */
export const logFigureSources = (parts: LogParts): FigureSources => ({
  async facts({ without = [] }, upTo) {
    const position = upTo ?? (await parts.log.head());
    const facts: { [K in "stays" | "covers" | "terms"]: Facts[K][number][] } = { stays: [], covers: [], terms: [] };
    const left = new Set(without);
    const streams = (await streamsTouched(parts.log, 0n, position)).filter((stream) => !left.has(idOfStream(stream)));
    for await (const batch of foldStreams(parts, streams, position))
      for (const { stays, covers, terms } of batch.map((each) => each.facts)) {
        facts.stays.push(...stays);
        facts.covers.push(...covers);
        facts.terms.push(...terms);
      }
    return { facts, position };
  },
});
