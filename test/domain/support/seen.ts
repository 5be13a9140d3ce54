import type { Command } from "../../../src/domain/command.ts";
import type { GuardStream } from "../../../src/domain/guard/facts.ts";
import { noLines } from "../../../src/domain/guard/lines.ts";
import { type Needs, needs } from "../../../src/domain/needs.ts";
import { emptyWorld, type World } from "../../../src/domain/world.ts";

const pick = <V>(all: ReadonlyMap<string, V>, keys: readonly string[]): ReadonlyMap<string, V> =>
  new Map([...all].filter(([key]) => keys.includes(key)));

const load = (world: World, wanted: Needs): World => ({
  members: pick(world.members, wanted.members),
  queues: pick(world.queues, wanted.queues),
  emailOwners: pick(world.emailOwners, wanted.emails),
  queueNameOwners: pick(world.queueNameOwners, wanted.queueNames),
  lines: wanted.lines ? world.lines : noLines,
  teams: wanted.teams ? world.teams : new Set(),
});

/** All that a command asks for, once it asks for nothing new. */
export function wantedBy(command: Command, world: World): Needs {
  let wanted = needs(command, emptyWorld);
  for (;;) {
    const more = needs(command, load(world, wanted));
    if (JSON.stringify(more) === JSON.stringify(wanted)) return wanted;
    wanted = more;
  }
}

/** The part of the world that a command handler loads for the command. */
export const seenBy = (command: Command, world: World): World => load(world, wantedBy(command, world));

/** Whether the handler knows the guard, and so the revision to expect of it. */
export function asksFor(wanted: Needs, guard: GuardStream): boolean {
  switch (guard.kind) {
    case "email":
      return wanted.emails.includes(guard.email);
    case "queue-name":
      return wanted.queueNames.includes(guard.name);
    case "reporting-lines":
      return wanted.lines;
    case "teams":
      return wanted.teams;
    case "queue":
      return wanted.queues.includes(guard.queueId);
  }
}
