import type { Command } from "./command.ts";
import { activeReports, chainFrom, formerReports } from "./guard/lines.ts";
import { normaliseEmail } from "./member/email.ts";
import { claimGivenBack } from "./member/emailClaim.ts";
import type { MemberCommand, MemberCommandOf } from "./member/messages.ts";
import type { QueueCommand } from "./queue/messages.ts";
import { normaliseQueueName } from "./queue/name.ts";
import type { World } from "./world.ts";

/**
 * What a command must see on its date, and what its events may enter. Load it and ask again, until nothing new is asked for:
 * which queues a leaver covers is known only once the leaver is.
 */
export type Needs = {
  readonly members: readonly string[];
  readonly queues: readonly string[];
  readonly emails: readonly string[];
  readonly queueNames: readonly string[];
  readonly lines: boolean;
  readonly teams: boolean;
  readonly holds: boolean;
};

export const needs = (command: Command, world: World): Needs =>
  "memberId" in command.data ? ofMember(command as MemberCommand, world) : ofQueue(command as QueueCommand, world);

function ofMember({ type, data }: MemberCommand, world: World): Needs {
  const { memberId } = data;
  const member = world.members.get(memberId);
  switch (type) {
    case "RegisterMember":
      return ofRegistration(data, world);
    case "ChangeMemberEmail":
      return need({ members: [memberId, emailOwner(world, data.email)], emails: [data.email, member?.email] });
    case "TransferMember":
      return need({ members: [memberId], teams: true });
    case "ChangeManager":
      return need({ members: [memberId, data.managerId, ...circle(world, memberId, data.managerId)], lines: true });
    case "DeactivateMember":
      return ofDeparture(world, memberId, data.reportsTo);
    case "VoidRegistration":
      return need({
        ...ofDeparture(world, memberId, data.reportsTo, formerReports(world.lines, memberId)),
        emails: [member?.email],
      });
    case "ReactivateMember":
      return need({
        members: [memberId, data.managerId, member?.managerId],
        queues: member?.departure?.closed.map(({ queueId }) => queueId) ?? [],
        lines: true,
      });
    case "RehireMember":
      return need({ members: [memberId, data.managerId, member?.managerId], lines: true, teams: true });
    case "AssignQueue":
    case "RetypeAssignment":
    case "UnassignQueue":
      return need({ members: [memberId], queues: [data.queueId] });
    case "RenameMember":
    case "ChangeMemberDetails":
      return need({ members: [memberId] });
    case "EraseMember":
      return need({ members: [memberId], emails: [member?.email], holds: true });
    case "SealMember":
      return ofSealing(world, memberId);
  }
}

const ofSealing = (world: World, memberId: string): Needs =>
  need({
    ...{ members: [memberId, ...formerReports(world.lines, memberId)], lines: true, holds: true },
    emails: [claimGivenBack(world, memberId)],
  });

const ofRegistration = ({ memberId, managerId, email }: MemberCommandOf<"RegisterMember">, world: World): Needs =>
  need({
    members: [memberId, managerId, emailOwner(world, email)],
    emails: [email],
    lines: managerId !== null,
    teams: true,
  });

const ofDeparture = (world: World, memberId: string, reportsTo: string | undefined, others: Wanted = []): Needs =>
  need({
    members: [memberId, reportsTo, ...activeReports(world.lines, memberId), ...others],
    queues: world.members.get(memberId)?.assignments.map(({ queueId }) => queueId) ?? [],
    lines: true,
  });

function ofQueue({ type, data }: QueueCommand, world: World): Needs {
  const { queueId } = data;
  const queue = world.queues.get(queueId);
  switch (type) {
    case "OpenQueue":
      return need({ queues: [queueId, nameOwner(world, data.name)], queueNames: [data.name] });
    case "RenameQueue":
      return need({ queues: [queueId, nameOwner(world, data.name)], queueNames: [data.name, queue?.name] });
    case "RequireCoverage":
      return need({ queues: [queueId] });
    case "CloseQueue":
      return need({ queues: [queueId], members: [...(queue?.cover.keys() ?? [])], queueNames: [queue?.name] });
  }
}

// Those between a manager and the member whom they report to: a refusal names them.
function circle(world: World, memberId: string, managerId: string | null): readonly string[] {
  const chain = managerId === null ? [] : chainFrom(world.lines, managerId);
  return chain.slice(0, chain.indexOf(memberId) + 1);
}

// Whoever has the address or the name already is loaded as well, so that the refusal can say who it is.
const emailOwner = (world: World, email: string) => world.emailOwners.get(normaliseEmail(email));
const nameOwner = (world: World, name: string) => world.queueNameOwners.get(normaliseQueueName(name));

type Wanted = readonly (string | null | undefined)[];

function need(wanted: {
  readonly members?: Wanted;
  readonly queues?: Wanted;
  readonly emails?: Wanted;
  readonly queueNames?: Wanted;
  readonly lines?: boolean;
  readonly teams?: boolean;
  readonly holds?: boolean;
}): Needs {
  return {
    members: distinct(wanted.members),
    queues: distinct(wanted.queues),
    emails: distinct(distinct(wanted.emails).map(normaliseEmail)),
    queueNames: distinct(distinct(wanted.queueNames).map(normaliseQueueName)),
    lines: wanted.lines ?? false,
    teams: wanted.teams ?? false,
    holds: wanted.holds ?? false,
  };
}

const distinct = (wanted: Wanted = []): readonly string[] => [...new Set(wanted.filter((each) => each != null))];
