import type { Command } from "./command.ts";
import type { Decision, DomainEvent } from "./event.ts";
import { guardEntries, type GuardEntry } from "./guard/facts.ts";
import { evolveLines } from "./guard/lines.ts";
import type { GuardEntered } from "./guard/messages.ts";
import { evolveOwner, type Owner } from "./guard/owners.ts";
import { evolveTeams } from "./guard/teams.ts";
import type { Decided } from "./kernel/decider.ts";
import type { LocalDate } from "./kernel/time.ts";
import { withEntry } from "./kernel/versions.ts";
import { decideMember } from "./member/decider.ts";
import { evolveMember } from "./member/member.ts";
import type { MemberCommand, MemberEvent } from "./member/messages.ts";
import { decideQueue } from "./queue/decider.ts";
import type { QueueCommand, QueueEvent } from "./queue/messages.ts";
import { evolveQueue } from "./queue/queue.ts";
import type { Setting } from "./setting.ts";
import type { World } from "./world.ts";

export type { Command, Setting };

/**
 * The events that follow from a command; none where it is already satisfied.
 * Several commands are one change where each is decided on the world that the one before has evolved.
 * @throws {Rejection} where a rule says no
 */
export const decide = (command: Command, world: World, setting: Setting): Decision =>
  "memberId" in command.data
    ? decideMember(command as MemberCommand, world, setting)
    : decideQueue(command as QueueCommand, world, setting);

/** Lays one event upon the world, and what it enters into the guards. */
export function evolve(world: World, event: Decided<DomainEvent>): World {
  const told = withEvent(world, event);
  return guardEntries(event).reduce((now, entry) => entered(now, entry, event.effectiveOn), told);
}

function withEvent(world: World, event: Decided<DomainEvent>): World {
  if ("memberId" in event.data) {
    const { memberId } = event.data;
    const member = evolveMember(world.members.get(memberId), event as Decided<MemberEvent>);
    return member ? { ...world, members: withEntry(world.members, memberId, member) } : world;
  }
  const { queueId } = event.data;
  const queue = evolveQueue(world.queues.get(queueId), event as Decided<QueueEvent>);
  return queue ? { ...world, queues: withEntry(world.queues, queueId, queue) } : world;
}

function entered(world: World, { guard, fact }: GuardEntry, effectiveOn: LocalDate): World {
  const event: Decided<GuardEntered> = { type: "GuardEntered", data: { facts: [fact] }, effectiveOn };
  switch (guard.kind) {
    case "email":
      return { ...world, emailOwners: withOwner(world.emailOwners, guard.email, event) };
    case "queue-name":
      return { ...world, queueNameOwners: withOwner(world.queueNameOwners, guard.name, event) };
    case "reporting-lines":
      return { ...world, lines: evolveLines(world.lines, event) };
    case "teams":
      return { ...world, teams: evolveTeams(world.teams, event) };
    case "queue": {
      const queue = evolveQueue(world.queues.get(guard.queueId), event);
      return queue ? { ...world, queues: withEntry(world.queues, guard.queueId, queue) } : world;
    }
  }
}

const withOwner = (
  owners: ReadonlyMap<string, Owner | null>,
  key: string,
  entered: Decided<GuardEntered>,
): ReadonlyMap<string, Owner | null> => withEntry(owners, key, evolveOwner(owners.get(key) ?? null, entered));
