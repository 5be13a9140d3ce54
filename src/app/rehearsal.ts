import type { Command } from "../domain/command.ts";
import { decide, evolve } from "../domain/decide.ts";
import type { DomainEvent } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { once } from "./decideAll.ts";
import { deriveId, newCommandId } from "./ids.ts";
import { type Loaded, nothingLoaded, worldLoader } from "./loadWorld.ts";
import type { Clock } from "./ports/clock.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import { remembering } from "./remembered.ts";
import type { ReadStreamFrom } from "./streamReader.ts";

/** Commands decided one after the other and never recorded, to find out which of many would be refused. */
export type Rehearsal = {
  /** Decides upon what the commands before left. @throws {Rejection}, and then everything is as before */
  decide(command: Command): Promise<readonly Decided<DomainEvent>[]>;
};

export type RehearsalParts = {
  readonly read: ReadStreamFrom;
  readonly guardKey: GuardKey;
  readonly clock: Clock;
  readonly timezone: string;
};

/** Begins with the log as it stands when each stream is first needed. */
export function rehearsal({ read, guardKey, clock, timezone }: RehearsalParts): Rehearsal {
  const load = worldLoader(once(read), guardKey, remembering());
  const commandId = newCommandId();
  const setting = { today: clock.today(timezone), newId: (label: string) => deriveId(commandId, label) };
  let loaded: Loaded = nothingLoaded;
  return {
    async decide(command) {
      const seen = await load(command, loaded);
      const events = decide(command, seen.world, setting);
      loaded = { ...seen, world: events.reduce(evolve, seen.world) };
      return events;
    },
  };
}
