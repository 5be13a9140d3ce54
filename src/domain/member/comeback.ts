import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { assignmentLabel, queuesOf } from "./assignments.ts";
import { knownMember, notBeforeStart } from "./lookup.ts";
import { canLead, refuseManager } from "./manager.ts";
import type { Departure, Member } from "./member.ts";
import type { MemberCommandOf } from "./messages.ts";
import { founds } from "./team.ts";

type Returning = Member & { readonly departure: Departure };

/** Continues the period of employment as if the member had not left, with what they covered where it is still there. */
export function reactivate(data: MemberCommandOf<"ReactivateMember">, world: World, { newId }: Setting): Decision {
  const { memberId, on } = data;
  const member = hasLeft(knownMember(world, memberId));
  if (member === null) return isAsGiven(world, data) ? [] : refuseActive(world, memberId);
  const { lastDay, closed } = member.departure;
  const managerId = managerFrom(world, member, data.managerId);
  const queues = queuesOf(world, closed).filter((queue) => !queue.closed);
  notBeforeStart(member, on, member.startDate);
  refuseManager(world, member, managerId);
  const restored = closed.filter(({ queueId }) => queues.some((queue) => queue.queueId === queueId));
  return [
    ...(managerId === member.managerId
      ? []
      : [dated(on, { type: "ManagerChanged", data: { memberId, from: member.managerId, to: managerId } } as const)]),
    dated(on, { type: "MemberReactivated", data: { memberId, lastDay } }),
    ...restored.map(({ queueId, assignmentType }) => {
      const assignmentId = newId(assignmentLabel(member, queueId));
      return dated(on, { type: "QueueAssigned", data: { memberId, assignmentId, queueId, assignmentType } } as const);
    }),
  ];
}

/** Begins another period of employment, with nothing to cover yet. */
export function rehire(data: MemberCommandOf<"RehireMember">, world: World): Decision {
  const { memberId, on } = data;
  const member = hasLeft(knownMember(world, memberId));
  if (member === null) return isAsGiven(world, data, on) ? [] : refuseActive(world, memberId);
  const { team = member.team, title = member.title } = data;
  const newTeam = founds(world, team, data.newTeam);
  const managerId = managerFrom(world, member, data.managerId);
  notBeforeStart(member, on, member.startDate);
  refuseManager(world, member, managerId);
  const told = {
    from: { startDate: member.startDate, endDate: member.departure.lastDay },
    team: { from: member.team, to: team },
    title: { from: member.title, to: title },
    managerId: { from: member.managerId, to: managerId },
  };
  return [dated(on, { type: "MemberRehired", data: { memberId, ...told, newTeam } })];
}

/** The member as one who can come back; null who never went. */
function hasLeft(member: Member): Returning | null {
  return member.departure === null ? null : { ...member, departure: member.departure };
}

/** Whether an active member already is as the command would have them; `start` is that of a new period. */
function isAsGiven(
  world: World,
  data: { readonly memberId: string; readonly managerId?: string | null } & Partial<MemberCommandOf<"RehireMember">>,
  start?: string,
): boolean {
  const member = knownMember(world, data.memberId);
  const { team = member.team, title = member.title, managerId = member.managerId } = data;
  return (
    (start === undefined || (member.pastPeriods.length > 0 && member.startDate === start)) &&
    member.team === team &&
    member.title === title &&
    member.managerId === managerId
  );
}

function refuseActive(world: World, memberId: string): never {
  const { name, startDate } = knownMember(world, memberId);
  return reject(
    "member-still-active",
    `${name} is active since ${startDate}: change them as they are, or deactivate them first.`,
    { memberId },
  );
}

/** As given; else the former manager, where they still lead; else none. */
function managerFrom(world: World, { managerId }: Member, given: string | null | undefined): string | null {
  if (given !== undefined) return given;
  return managerId !== null && canLead(world, managerId) ? managerId : null;
}
