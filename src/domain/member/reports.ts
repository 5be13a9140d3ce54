import type { Earlier } from "../dateOrder.ts";
import type { Decision } from "../event.ts";
import { activeReports } from "../guard/lines.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { World } from "../world.ts";
import { newestOf } from "./lookup.ts";
import { managerConcerns } from "./manager.ts";
import type { Member } from "./member.ts";

type HandOver = {
  readonly concerned: readonly Earlier[];
  readonly events: (on: LocalDate) => Decision;
};

/** Moves everyone who reports to someone who goes to their new manager; refuses to leave them without one. */
export function handOver(world: World, leaver: Member, reportsTo: string | undefined): HandOver {
  const reports = activeReports(world.lines, leaver.memberId).flatMap((id) => world.members.get(id) ?? []);
  if (reports.length === 0) return { concerned: [], events: () => [] };
  if (reportsTo === undefined) return refuseOrphans(leaver, reports);
  if (reportsTo === leaver.memberId)
    reject("manager-not-active", `${leaver.name} is the one who goes: name someone else for their reports.`, {
      managerId: reportsTo,
    });
  return {
    concerned: reports.flatMap((report) => [newestOf(report), ...managerConcerns(world, report, reportsTo)]),
    events: (on) =>
      reports.map(({ memberId, managerId }) =>
        dated(on, { type: "ManagerChanged", data: { memberId, from: managerId, to: reportsTo } }),
      ),
  };
}

function refuseOrphans({ memberId, name }: Member, reports: readonly Member[]): never {
  return reject(
    "member-has-reports",
    `${reports.map((report) => report.name).join(", ")} ${reports.length === 1 ? "reports" : "report"} to ${name}: ` +
      `say who they report to from then on.`,
    { memberId, reports: reports.map((report) => ({ memberId: report.memberId, name: report.name })) },
  );
}
