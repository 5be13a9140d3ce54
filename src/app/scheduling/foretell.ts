import type { Command } from "../../domain/command.ts";
import type { DomainEvent } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { decideInOrder, type DecisionParts, settingOf } from "../decideAll.ts";
import { type Loaded, type LoadTimeline, nothingLoaded, timelineLoader } from "../loadTimeline.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { appliedBy } from "./applicationId.ts";
import type { ScheduledChange } from "./schedule.ts";

/** What will be ordered on a day. `changeId` is where the ids of what it creates come from. */
export type Coming = { readonly changeId: string; readonly on: LocalDate; readonly commands: readonly Command[] };

/** What would come of it on its day, once all before it has come. */
export type Foretold = Coming & {
  readonly events: readonly Decided<DomainEvent>[];
  readonly refusal: Rejection | null;
};

export const comingOf = ({ change: { changeId, on, commands } }: ScheduledChange): Coming => ({
  changeId,
  on,
  commands: commands ?? [],
});

/**
 * Decides what is to come day by day, as the days would: nothing is recorded. What would be refused leaves the rest as
 * it is.
 */
export async function foretell(
  { guardKey, remembered }: Pick<DecisionParts, "guardKey" | "remembered">,
  read: ReadStreamFrom,
  coming: readonly Coming[],
): Promise<readonly Foretold[]> {
  return (await foretellUpon(timelineLoader(read, guardKey, remembered), nothingLoaded, coming)).told;
}

/** The same upon what is loaded, which may be what other commands have left; and what is loaded then. */
export async function foretellUpon(
  load: LoadTimeline,
  given: Loaded,
  coming: readonly Coming[],
): Promise<{ readonly told: readonly Foretold[]; readonly loaded: Loaded }> {
  let loaded = given;
  const told: Foretold[] = [];
  for (const each of coming.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
    const { on, commands } = each;
    const setting = settingOf(on, appliedBy(each.changeId));
    try {
      const decided = await decideInOrder(load, loaded, { commands, setting });
      loaded = decided.loaded;
      told.push({ ...each, events: decided.events, refusal: null });
    } catch (refusal) {
      if (!(refusal instanceof Rejection)) throw refusal;
      told.push({ ...each, events: [], refusal });
    }
  }
  return { told, loaded };
}
