import { authorise, confinedTo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import type { Slice, TeamRow } from "../ports/rosterPages.ts";
import { type ChartNode, chartBelow } from "./orgChart.ts";
import { type Page, page } from "./page.ts";

/** Whose reports are asked for, on which team, and how many levels of them. */
export type ChartAsked = {
  readonly root?: string | undefined;
  readonly team?: string | undefined;
  readonly depth: number;
};

/** Reads of teams, and of who reports to whom, for one principal. */
export type TeamReads = {
  teams(slice: Slice): Promise<Page<TeamRow>>;
  /** Those who report to the root, or to nobody active there, each with those below. */
  orgChart(asked: ChartAsked, slice: Slice): Promise<Page<ChartNode>>;
};

export const teamReads = (muster: Pick<Muster, "queries" | "pages">, principal: Principal): TeamReads => ({
  async teams(slice) {
    const own = confinedTo(principal, "read-roster");
    return page(
      slice,
      (part) => muster.pages.teams(own, part),
      ({ team }) => [team, team],
    );
  },
  async orgChart({ root, team: named, depth }, slice) {
    const team = named ?? confinedTo(principal, "read-roster");
    authorise(principal, { kind: "read-roster", team: team ?? null });
    const top = await page(
      slice,
      (part) => muster.pages.reports(root ?? null, team, part),
      ({ name, memberId }) => [name, memberId],
    );
    return { ...top, items: await chartBelow(muster.pages, { top: top.items, team, depth, principal }) };
  },
});
