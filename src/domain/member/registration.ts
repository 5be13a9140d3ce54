import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import { acceptedUncovered } from "../queue/cover.ts";
import type { World } from "../world.ts";
import { queuesOf } from "./assignments.ts";
import { claimEmail } from "./emailClaim.ts";
import { knownMember, notBeforeStart } from "./lookup.ts";
import { refuseManager } from "./manager.ts";
import type { Member } from "./member.ts";
import type { MemberCommandOf } from "./messages.ts";
import { forget, handOver } from "./reports.ts";
import { founds } from "./team.ts";

export function register(command: MemberCommandOf<"RegisterMember">, world: World): Decision {
  const { memberId, on, name, email, team, title, managerId, timezone, skills } = command;
  const member = world.members.get(memberId);
  if (member) return alreadyRegistered(member, command);
  const coming = world.joining.get(memberId);
  if (coming) return refuseRegistered(memberId, coming.name, coming.on);
  claimEmail(world, memberId, email);
  const newTeam = founds(world, team, command.newTeam);
  refuseManager(world, { memberId, name }, managerId);
  const told = { memberId, name, email, team, newTeam, title, managerId, timezone, skills };
  return [dated(on, { type: "MemberRegistered", data: told })];
}

function alreadyRegistered(member: Member, command: MemberCommandOf<"RegisterMember">): Decision {
  const { name, email, team, title, managerId, timezone, skills } = member;
  const present = { name, email, team, title, managerId, timezone, skills, on: member.startDate };
  const satisfied = Object.entries(present).every(([field, value]) =>
    same(value, command[field as keyof typeof present]),
  );
  if (satisfied && member.standing === "active") return [];
  return refuseRegistered(member.memberId, name, member.registeredOn);
}

const refuseRegistered = (memberId: string, name: string, on: LocalDate): never =>
  reject("member-already-registered", `${name} was registered on ${on}: change what differs instead.`, { memberId });

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Withdraws a registration: the member never was, from their start on, whatever has happened since. Only those who
 * reported to them are moved by a date, which is the command's.
 */
export function withdraw(data: MemberCommandOf<"VoidRegistration">, world: World): Decision {
  const { memberId, on } = data;
  if (world.members.get(memberId)?.standing === "void") return [];
  const member = knownMember(world, memberId);
  const reports = [handOver(world, member, data.reportsTo), forget(world, member)];
  const loss = { memberId, name: member.name, queues: queuesOf(world, member.assignments) };
  const accepted = acceptedUncovered(loss, data.acceptUncovered);
  notBeforeStart(member, on, member.registeredOn);
  const { email, assignments: closed, registeredOn } = member;
  return [
    ...reports.flatMap((moved) => moved(on)),
    dated(registeredOn, {
      type: "MemberRegisteredInError",
      data: { memberId, email, closed, acceptedUncovered: accepted },
    }),
  ];
}
