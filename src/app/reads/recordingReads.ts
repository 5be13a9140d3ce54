import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";

type Calls = Readonly<Record<string, (...given: never[]) => unknown>>;
type Each = <Port extends object>(port: Port, of: string) => Port;

/** Muster whose reads are recorded before they are answered, where that is set: for who reads with no other door between. */
export function recordingReads(muster: Muster, principal: Principal): Muster {
  const { reads } = muster;
  if (!reads.recorded) return muster;
  const record = (what: string, answer: unknown) => reads.record(principal, { what, asked: {}, answer });
  // Each has the parameters and the answer of the one in its place.
  const each: Each = (port, of) =>
    Object.fromEntries(
      Object.entries(port as Calls).map(([name, read]) => [
        name,
        async (...given: never[]) => {
          const answer = await read(...given);
          await record(`${of}.${name}`, answer);
          return answer;
        },
      ]),
    ) as typeof port;
  return {
    ...muster,
    queries: each(muster.queries, "queries"),
    tickets: each(muster.tickets, "tickets"),
    pages: each(muster.pages, "pages"),
    sheets: each(muster.sheets, "sheets"),
    past: past(muster.past, each),
    ...each({ findEvents: (...asked: Parameters<Muster["findEvents"]>) => muster.findEvents(...asked) }, "muster"),
    ...each({ exportTeam: (team?: string) => muster.exportTeam(team) }, "muster"),
    ...each({ fallback: () => muster.fallback() }, "muster"),
    events: (after) => recorded(muster.events(after), (page) => record("muster.events", page)),
    followEvents: (...asked) =>
      recorded(muster.followEvents(...asked), ({ events }) => record("muster.followEvents", events)),
  };
}

const past = (before: Muster["past"], each: Each): Muster["past"] => ({
  ...before,
  at: (point: Parameters<Muster["past"]["at"]>[0]) => {
    const { queries, pages, sheets } = before.at(point);
    return { queries: each(queries, "queries"), pages: each(pages, "pages"), sheets: each(sheets, "sheets") };
  },
});

async function* recorded<Part>(parts: AsyncIterable<Part>, record: (part: Part) => Promise<void>) {
  for await (const part of parts) {
    await record(part);
    yield part;
  }
}
