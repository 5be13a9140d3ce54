import type { Decision } from "../event.ts";
import { dated } from "../kernel/decider.ts";
import type { World } from "../world.ts";
import { claimEmail } from "./emailClaim.ts";
import { activeMember } from "./lookup.ts";
import { refuseManager } from "./manager.ts";
import type { MemberCommandOf, MemberEventOf } from "./messages.ts";
import { same } from "./registration.ts";
import { founds } from "./team.ts";

export function rename({ memberId, on, name }: MemberCommandOf<"RenameMember">, world: World): Decision {
  const member = activeMember(world, memberId);
  if (member.name === name) return [];
  return [dated(on, { type: "MemberRenamed", data: { memberId, from: member.name, to: name } })];
}

export function changeEmail({ memberId, on, email }: MemberCommandOf<"ChangeMemberEmail">, world: World): Decision {
  const member = activeMember(world, memberId);
  if (member.email === email) return [];
  claimEmail(world, memberId, email);
  return [dated(on, { type: "MemberEmailChanged", data: { memberId, from: member.email, to: email } })];
}

export function transfer(data: MemberCommandOf<"TransferMember">, world: World): Decision {
  const { memberId, on, team } = data;
  const member = activeMember(world, memberId);
  if (member.team === team) return [];
  const newTeam = founds(world, team, data.newTeam);
  return [dated(on, { type: "MemberTransferred", data: { memberId, from: member.team, to: team, newTeam } })];
}

export function changeManager({ memberId, on, managerId }: MemberCommandOf<"ChangeManager">, world: World): Decision {
  const member = activeMember(world, memberId);
  if (member.managerId === managerId) return [];
  refuseManager(world, member, managerId);
  return [dated(on, { type: "ManagerChanged", data: { memberId, from: member.managerId, to: managerId } })];
}

export function changeDetails(data: MemberCommandOf<"ChangeMemberDetails">, world: World): Decision {
  const { memberId, on } = data;
  const member = activeMember(world, memberId);
  const title = changeOf(member.title, data.title);
  const timezone = changeOf(member.timezone, data.timezone);
  const skills = changeOf(member.skills, data.skills);
  const details: Omit<MemberEventOf<"MemberDetailsChanged">["data"], "memberId"> = {
    ...(title && { title }),
    ...(timezone && { timezone }),
    ...(skills && { skills }),
  };
  if (Object.keys(details).length === 0) return [];
  return [dated(on, { type: "MemberDetailsChanged", data: { memberId, ...details } })];
}

const changeOf = <V>(from: V, to: V | undefined) => (to === undefined || same(from, to) ? undefined : { from, to });
