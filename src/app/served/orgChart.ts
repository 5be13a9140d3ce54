import { mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { ChartRow, RosterPages } from "../ports/rosterPages.ts";

/**
 * A member with those who report to them, as deep as was asked for.
 * @property directReports how many there are; where `reports` has fewer, the member is to be asked for as the root
 */
export type ChartNode = Omit<ChartRow, "reports"> & {
  readonly directReports: number;
  readonly reports: readonly ChartNode[];
};

/** So many members below the top of one page, level by level. */
const most = 2_000;

type Top = {
  readonly top: readonly ChartRow[];
  readonly team: string | undefined;
  readonly depth: number;
  readonly principal: Principal;
};

/** The rows with all that is below them, read a level at a time. */
export async function chartBelow(
  pages: Pick<RosterPages, "reportsOf">,
  { top, team, depth, principal }: Top,
): Promise<readonly ChartNode[]> {
  const below = new Map<string, ChartRow[]>();
  let [level, left] = [top, most];
  for (let deep = 1; deep < depth && left > 0; deep++) {
    const leaders = level.filter(({ reports, memberId }) => reports > 0 && !below.has(memberId));
    if (leaders.length === 0) break;
    level = await pages.reportsOf(
      leaders.map(({ memberId }) => memberId),
      team,
      left,
    );
    left -= level.length;
    for (const [managerId, rows] of Map.groupBy(level, (row) => row.managerId ?? "")) below.set(managerId, rows);
  }
  const node = ({ reports, title, ...row }: ChartRow): ChartNode => ({
    ...row,
    title: mayDo(principal, { kind: "read-personal", team: row.team }) ? title : null,
    directReports: reports,
    reports: (below.get(row.memberId) ?? []).map(node),
  });
  return top.map(node);
}
