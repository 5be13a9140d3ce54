import type { Command } from "../domain/command.ts";
import type { DomainEvent } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { decideLoaded, once } from "./decideAll.ts";
import { deriveId, newCommandId } from "./ids.ts";
import { type Loaded, nothingLoaded, timelineLoader } from "./loadTimeline.ts";
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
  const load = timelineLoader(once(read), guardKey, remembering());
  const commandId = newCommandId();
  const setting = { today: clock.today(timezone), newId: (label: string) => deriveId(commandId, label) };
  let loaded: Loaded = nothingLoaded;
  return {
    async decide(command) {
      const judged = await decideLoaded(load, loaded, { command, setting });
      loaded = judged.loaded;
      return judged.events;
    },
  };
}
