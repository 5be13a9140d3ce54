import type { Command } from "../domain/command.ts";
import { decide, evolve } from "../domain/decide.ts";
import type { DomainEvent } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { Rejection } from "../domain/kernel/rejection.ts";
import { deriveId } from "./ids.ts";
import { type Loaded, nothingLoaded, worldLoader } from "./loadWorld.ts";
import type { Clock } from "./ports/clock.ts";
import type { Revision } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { Remembered } from "./remembered.ts";
import type { ReadStreamFrom } from "./streamReader.ts";

/** One change: at least one command, decided in order; the first names the entity whose revision counts. */
export type Commands = readonly [Command, ...Command[]];

export type DecisionParts = {
  readonly guardKey: GuardKey;
  readonly clock: Clock;
  readonly timezone: string;
  readonly remembered: Remembered;
};

/** Decides each command on the world that those before it have evolved. */
export async function decideAll(parts: DecisionParts, read: ReadStreamFrom, commands: Commands, commandId: string) {
  const load = worldLoader(read, parts.guardKey, parts.remembered);
  const setting = {
    today: parts.clock.today(parts.timezone),
    newId: (label: string) => deriveId(commandId, label),
  };
  let loaded: Loaded = nothingLoaded;
  const events: Decided<DomainEvent>[] = [];
  for (const [index, command] of commands.entries()) {
    loaded = await load(command, loaded);
    const decided = naming(commands.length > 1 ? index : undefined, () => decide(command, loaded.world, setting));
    loaded = { ...loaded, world: decided.reduce(evolve, loaded.world) };
    events.push(...decided);
  }
  const revisionOf = (stream: string): Revision => {
    const revision = loaded.revisions.get(stream);
    if (revision === undefined) throw new Error(`A decision enters ${stream}, which it did not ask to see.`);
    return revision;
  };
  return { events, revisionOf };
}

/** Of several commands, a refusal says in its details which one it is about. */
function naming<T>(command: number | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Rejection) || command === undefined) throw error;
    throw new Rejection(error.code, error.message, { ...error.details, command });
  }
}

/** Reads each stream once in one attempt, so that all of a decision rests on one state of it. */
export function once(read: ReadStreamFrom): ReadStreamFrom {
  const known = new Map<string, ReturnType<ReadStreamFrom>>();
  return (stream, after) => {
    const which = `${stream} ${after}`;
    const reading = known.get(which) ?? read(stream, after);
    known.set(which, reading);
    return reading;
  };
}
