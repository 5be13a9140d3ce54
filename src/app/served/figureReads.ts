import { type ActionKind, authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { type FigureAnswer, type FigureAsked, answerFigure } from "../figures/answerFigure.ts";
import { figureCsv } from "../figures/figureCsv.ts";
import type { Muster } from "../muster.ts";
import { type FigureName, methodsOf } from "../../projections/figures/figures.ts";

/** What a door asks: `knownAt` is an instant, whose position is looked for. */
export type ReportAsked = Omit<FigureAsked, "upTo"> & { readonly knownAt?: string | undefined };

/**
 * Figures for one principal: of the team that is named, of the one that they are confined to, or of the organisation.
 * @throws {AccessDenied} {Rejection} `invalid-value`
 */
export type FigureReads = {
  figure(name: FigureName, asked: ReportAsked): Promise<FigureAnswer>;
  /** The same as comma-separated values, for who may export. */
  csv(name: FigureName, asked: ReportAsked): Promise<string>;
};

type Reading = Pick<Muster, "figures" | "calendar" | "clock">;

export const figureReads = (muster: Reading, principal: Principal): FigureReads => {
  const read = async (name: FigureName, asked: ReportAsked, kinds: readonly ActionKind[]): Promise<FigureAnswer> => {
    const [first = tells(name, asked.method)] = kinds;
    const team = asked.team ?? confinedTo(principal, first);
    for (const kind of kinds) authorise(principal, { kind, team: team ?? null });
    const { knownAt: instant, ...rest } = asked;
    const upTo = instant === undefined ? undefined : await muster.figures.positionAt(instant, muster.clock.now());
    const today = (await muster.calendar()).today();
    return answerFigure(muster.figures, name, { asked: { ...rest, team, upTo }, today });
  };
  return {
    figure: (name, asked) => read(name, asked, [tells(name, asked.method)]),
    csv: async (name, asked) => figureCsv(await read(name, asked, [tells(name, asked.method), "export"])),
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
