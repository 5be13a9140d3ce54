import { folded } from "../../domain/kernel/fold.ts";

/**
 * Those of the candidates that a person may have meant by a text: the text is a part of them, or few letters differ.
 * Best first, `most` at most.
 */
export function nearMatches(text: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = folded(text);
  return [...new Set(candidates)]
    .flatMap((candidate) => {
      const distance = distanceBetween(wanted, folded(candidate));
      return distance === undefined ? [] : [{ candidate, distance }];
    })
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** How far two texts are apart; undefined where no one would take one for the other. */
function distanceBetween(wanted: string, candidate: string): number | undefined {
  if (wanted.length >= 3 && candidate.includes(wanted)) return 0;
  const bound = Math.max(1, Math.floor(wanted.length / 4));
  if (Math.abs(wanted.length - candidate.length) > bound) return undefined;
  const edits = levenshtein(wanted, candidate);
  return edits <= bound ? edits : undefined;
}

/** The least number of letters to insert, delete or replace (V. I. Levenshtein, 1965), row by row. */
function levenshtein(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(a).entries()) {
    const next = [row + 1];
    for (const [column, other] of Array.from(b).entries())
      next.push(
        Math.min(
          (next[column] ?? 0) + 1,
          (above[column + 1] ?? 0) + 1,
          (above[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    above = next;
  }
  return above.at(-1) ?? 0;
}
