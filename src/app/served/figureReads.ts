import { reject } from "../../domain/kernel/rejection.ts";
import { type FigureName, methodsOf } from "../../projections/figures/figures.ts";
import { type ActionKind, authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { answerFigure, type Asking, type FigureAnswer, wantedBy } from "../figures/answerFigure.ts";
import { type FigureAsked, questionOf } from "../figures/figureAsked.ts";
import type { ChangingEvent } from "../figures/changedFacts.ts";
import { figureCsv } from "../figures/figureCsv.ts";
import type { Muster } from "../muster.ts";

/** What a door asks: `knownAt` is an instant, whose position is looked for. */
export type ReportAsked = Omit<FigureAsked, "upTo"> & { readonly knownAt?: string | undefined };

/** A figure as it was known, as it is known now, and the events that were recorded since and make the difference. */
export type Restated = {
  readonly then: FigureAnswer;
  readonly now: FigureAnswer;
  readonly events: readonly ChangingEvent[];
};

/**
 * Figures for one principal: of the team that is named, of the one that they are confined to, or of the organisation.
 * @throws {AccessDenied} {Rejection} `invalid-value`
 */
export type FigureReads = {
  figure(name: FigureName, asked: ReportAsked): Promise<FigureAnswer>;
  /** For who may see the history. @throws {Rejection} `invalid-value` where no instant is given */
  restated(name: FigureName, asked: ReportAsked): Promise<Restated>;
  /** The same as comma-separated values, for who may export. */
  csv(name: FigureName, asked: ReportAsked): Promise<string>;
};

type Reading = Pick<Muster, "figures" | "calendar" | "clock">;

export const figureReads = (muster: Reading, principal: Principal): FigureReads => {
  /** The question, where the principal may ask it. */
  const allowed = async (name: FigureName, given: ReportAsked, also?: ActionKind): Promise<Asking> => {
    const kinds = [tells(name, given.method), ...(also ? [also] : [])];
    const { knownAt, team = confinedTo(principal, also ?? tells(name, given.method)), ...asked } = given;
    for (const kind of kinds) authorise(principal, { kind, team: team ?? null });
    const upTo = knownAt === undefined ? undefined : await muster.figures.positionAt(knownAt, muster.clock.now());
    return { asked: { ...asked, team, upTo }, today: (await muster.calendar()).today() };
  };
  return {
    figure: async (name, asked) => answerFigure(muster.figures, name, await allowed(name, asked)),
    csv: async (name, asked) =>
      figureCsv(await answerFigure(muster.figures, name, await allowed(name, asked, "export"))),
    async restated(name, given) {
      const { asked, today } = await allowed(name, given, "read-history");
      const { upTo, ...rest } = asked;
      if (upTo === undefined)
        return reject("invalid-value", "Say as of when it was known, so that it can be restated.", {
          field: "knownAt",
        });
      const then = await answerFigure(muster.figures, name, { asked, today });
      const now = await answerFigure(muster.figures, name, { asked: rest, today });
      const wanted = wantedBy(name, questionOf(name, { asked, today }));
      return { then, now, events: await muster.figures.changes(upTo, wanted) };
    },
  };
};

/**
 * What a figure gives away of those whom it counts: in a small team one knows who they are. Who joins and leaves, and why,
 * is history; titles and lengths of service are personal; who is on which team, leads whom and covers what is not.
 */
function tells(name: FigureName, method = methodsOf(name)[0]): ActionKind {
  switch (name) {
    case "headcount":
    case "span-of-control":
    case "coverage":
    case "single-points-of-failure":
      return "read-roster";
    case "composition":
      return method === "by-team" ? "read-roster" : "read-personal";
    case "tenure":
      return "read-personal";
    case "joiners-leavers":
    case "turnover":
    case "attrition":
    case "churn":
      return "read-history";
  }
}
