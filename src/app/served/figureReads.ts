import { reject } from "../../domain/kernel/rejection.ts";
import { isLocalDate } from "../../domain/kernel/time.ts";
import { type FigureName, methodsOf } from "../../projections/figures/figures.ts";
import { type ActionKind, authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import { asksForPoint, knownBy, type PointAsked } from "../asOf.ts";
import { answerFigure, type Asking, type FigureAnswer } from "../figures/answerFigure.ts";
import type { FigureAsked } from "../figures/figureAsked.ts";
import { figureCsv, type FileLines, restatedCsv } from "../figures/figureCsv.ts";
import { restateFigure, type Restated } from "../figures/restateFigure.ts";
import type { Muster } from "../muster.ts";

/** What a door asks: of a point, as other reads. `asOf` is the last day that is looked at. */
export type ReportAsked = Omit<FigureAsked, "upTo"> & PointAsked;

/** What is in a file: rows unless it says otherwise. */
export type FileAsked = { readonly lines?: FileLines | undefined; readonly restated?: boolean | undefined };

/**
 * Figures for one principal: of the team that is named, of the one that they are confined to, or of the organisation.
 * @throws {AccessDenied} {Rejection} `invalid-value`
 */
export type FigureReads = {
  figure(name: FigureName, asked: ReportAsked): Promise<FigureAnswer>;
  /** For who may see the history. @throws {Rejection} `invalid-value` where no instant is given */
  restated(name: FigureName, asked: ReportAsked): Promise<Restated>;
  /** The same as comma-separated values, for who may export; restated, for who may see the history as well. */
  csv(name: FigureName, asked: ReportAsked, file?: FileAsked): Promise<string>;
};

type Reading = Pick<Muster, "figures" | "calendar" | "clock" | "past" | "head" | "waitFor">;

export const figureReads = (muster: Reading, principal: Principal): FigureReads => {
  /** The question, where the principal may ask it. */
  const allowed = async (
    name: FigureName,
    given: ReportAsked,
    ...also: readonly (ActionKind | undefined)[]
  ): Promise<Asking> => {
    const kinds = [tells(name, given.method), ...also.filter((each) => each !== undefined)];
    const { asOf, knownAt, team = confinedTo(principal, kinds.at(-1) ?? "export"), ...asked } = given;
    for (const kind of kinds) authorise(principal, { kind, team: team ?? null });
    const today = (await muster.calendar()).today();
    const to = lastDay(asked.to, asOf);
    if (!asksForPoint(given)) return { asked: { ...asked, to, team }, today };
    const known = await knownBy(muster, knownAt);
    const upTo = knownAt === undefined ? undefined : known.position;
    return { asked: { ...asked, to, team, upTo }, today, at: { asOf: asOf ?? today, ...known } };
  };
  const restated = async (name: FigureName, given: ReportAsked, also?: ActionKind): Promise<Restated> => {
    const asking = await allowed(name, given, "read-history", also);
    const { upTo } = asking.asked;
    if (upTo === undefined)
      return reject("invalid-value", "Say as of when it was known, so that it can be restated.", { field: "knownAt" });
    return restateFigure(muster.figures, name, { asking, upTo });
  };
  return {
    figure: async (name, asked) => answerFigure(muster.figures, name, await allowed(name, asked)),
    csv: async (name, asked, file = {}) =>
      file.restated
        ? restatedCsv(await restated(name, asked, "export"), file.lines)
        : figureCsv(await answerFigure(muster.figures, name, await allowed(name, asked, "export")), file.lines),
    restated: (name, asked) => restated(name, asked),
  };
};

/** The last day of the period: that as of which it is asked, unless it ends before. */
function lastDay(to: string | undefined, asOf: string | undefined): string | undefined {
  if (asOf !== undefined && !isLocalDate(asOf))
    reject("invalid-value", `${asOf} is no day: give one as YYYY-MM-DD.`, { field: "asOf" });
  if (asOf !== undefined && to !== undefined && to > asOf)
    reject("invalid-value", `As of ${asOf} a period does not go on to ${to}: leave out one of them.`, {
      field: "asOf",
    });
  return to ?? asOf;
}

/**
 * What a figure gives away of those whom it counts: in a small team one knows who they are. Who joins and leaves, and why,
 * is history; titles and lengths of service are personal; who is on which team, leads whom and covers what is not.
 */
function tells(name: FigureName, method = methodsOf(name)[0]): ActionKind {
  switch (name) {
    case "headcount":
    case "span-of-control":
    case "coverage":
    case "assignments":
    case "single-points-of-failure":
      return "read-roster";
    case "composition":
      return method === "by-team" ? "read-roster" : "read-personal";
    case "tenure":
    case "workload":
      return "read-personal";
    case "joiners-leavers":
    case "turnover":
    case "attrition":
    case "churn":
      return "read-history";
  }
}
