import type { Decision } from "../event.ts";
import { activeReports, formerReports } from "../guard/lines.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { World } from "../world.ts";
import { loaded } from "./lookup.ts";
import { refuseManager } from "./manager.ts";
import type { Member } from "./member.ts";

/** What moves them, on a date. */
type HandOver = (on: LocalDate) => Decision;

/** Moves everyone who reports to someone who goes to their new manager; refuses to leave them without one. */
export function handOver(world: World, leaver: Member, reportsTo: string | undefined): HandOver {
  const reports = activeReports(world.lines, leaver.memberId).map((id) => loaded(world, id));
  if (reports.length === 0) return () => [];
  if (reportsTo === undefined) return refuseOrphans(leaver, reports);
  if (reportsTo === leaver.memberId)
    reject("manager-not-active", `${leaver.name} is the one who goes: name someone else for their reports.`, {
      managerId: reportsTo,
    });
  for (const report of reports) refuseManager(world, report, reportsTo);
  return (on) => reports.map((report) => reportingTo(report, reportsTo, on));
}

/** Frees those who left while they reported to someone of whom nothing will remain: they would point at nobody. */
export function forget(world: World, { memberId }: Member): HandOver {
  const former = formerReports(world.lines, memberId).map((id) => loaded(world, id));
  return (on) => former.map((report) => reportingTo(report, null, on));
}

const reportingTo = ({ memberId, managerId: from }: Member, to: string | null, on: LocalDate) =>
  dated(on, { type: "ManagerChanged", data: { memberId, from, to } } as const);

function refuseOrphans({ memberId, name }: Member, reports: readonly Member[]): never {
  return reject(
    "member-has-reports",
    `${reports.map((report) => report.name).join(", ")} ${reports.length === 1 ? "reports" : "report"} to ${name}: ` +
      `say who they report to from then on.`,
    { memberId, reports: reports.map((report) => ({ memberId: report.memberId, name: report.name })) },
  );
}
