import { around } from "./app/around.ts";
import type { Pulse } from "./app/fallback/pulse.ts";
import type { Muster } from "./app/muster.ts";
import type { FindReads } from "./app/reads/findReads.ts";
import type { Position } from "./app/ports/eventLog.ts";

/** Muster whose every use of the database fails at once while it is away. What works for long waits as long as it likes. */
export function attended(muster: Muster, pulse: Pulse): Muster {
  const each = <Port extends object>(port: Port): Port => around(port, (call) => pulse.during(call));
  return {
    ...muster,
    ...each({
      calendar: () => muster.calendar(),
      findEvents: (...asked: Parameters<Muster["findEvents"]>) => muster.findEvents(...asked),
      settle: (...asked: Parameters<Muster["settle"]>) => muster.settle(...asked),
      waitFor: (...asked: Parameters<Muster["waitFor"]>) => muster.waitFor(...asked),
      whatIf: (...asked: Parameters<Muster["whatIf"]>) => muster.whatIf(...asked),
      auditArchive: (asked: Parameters<Muster["auditArchive"]>[0]) => muster.auditArchive(asked),
      head: () => muster.head(),
      rehearsal: () => muster.rehearsal(),
      undo: (...asked: Parameters<Muster["undo"]>) => muster.undo(...asked),
      recall: (commandId: string) => muster.recall(commandId),
      status: () => muster.status(),
      databaseRoles: () => muster.databaseRoles(),
      exportTeam: (...asked: Parameters<Muster["exportTeam"]>) => muster.exportTeam(...asked),
    }),
    commands: each(muster.commands),
    scheduled: each(muster.scheduled),
    queries: each(muster.queries),
    tickets: each(muster.tickets),
    pages: each(muster.pages),
    figures: each(muster.figures),
    sheets: each(muster.sheets),
    past: looking(muster.past, each),
    answers: each(muster.answers),
    // Of most reads there is nothing to record: what is there to be recorded fails by itself.
    reads: { ...muster.reads, ...each({ find: (...asked: Parameters<FindReads>) => muster.reads.find(...asked) }) },
    file: { ...muster.file, ...each({ status: (path: string) => muster.file.status(path) }) },
  };
}

type Each = <Port extends object>(port: Port) => Port;

const looking = (past: Muster["past"], each: Each): Muster["past"] => ({
  ...each({
    positionAt: (instant: string) => past.positionAt(instant),
    newest: () => past.newest(),
    recordedBy: (position: Position) => past.recordedBy(position),
  }),
  at: (point) => {
    const { queries, pages, sheets } = past.at(point);
    return { queries: each(queries), pages: each(pages), sheets: each(sheets) };
  },
});
