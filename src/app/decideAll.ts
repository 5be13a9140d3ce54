import type { Command } from "../domain/command.ts";
import type { DomainEvent } from "../domain/event.ts";
import type { Decided } from "../domain/kernel/decider.ts";
import { Rejection } from "../domain/kernel/rejection.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Setting } from "../domain/setting.ts";
import { decideOn, needsOn } from "../domain/timeline/decideOn.ts";
import { type Judged, refuseNeedless } from "../domain/timeline/judge.ts";
import { deriveId } from "./ids.ts";
import { type Loaded, type LoadTimeline, nothingLoaded, timelineLoader } from "./loadTimeline.ts";
import type { Clock } from "./ports/clock.ts";
import { noStream, type Revision } from "./ports/eventLog.ts";
import type { GuardKey } from "./ports/guardKey.ts";
import type { Step } from "./recording.ts";
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
  const load = timelineLoader(read, parts.guardKey, parts.remembered);
  const setting = settingOf(parts.clock.today(parts.timezone), commandId);
  const { steps, events, loaded } = await decideInOrder(load, nothingLoaded, { commands, setting });
  return { steps, events, revisionOf: revisionIn(loaded.revisions) };
}

/** What the commands of an id are decided with on a day. */
export const settingOf = (today: LocalDate, commandId: string): Setting => ({
  today,
  newId: (label) => deriveId(commandId, label),
});

/** The revision to expect of a stream, which was seen. */
export const revisionIn =
  (revisions: ReadonlyMap<string, Revision>) =>
  (stream: string): Revision => {
    const revision = revisions.get(stream);
    if (revision === undefined) throw new Error(`A decision enters ${stream}, which it did not ask to see.`);
    return revision;
  };

/** Decides commands one after the other, beginning with what is loaded. */
export async function decideInOrder(
  load: LoadTimeline,
  given: Loaded,
  { commands, setting }: { readonly commands: readonly Command[]; readonly setting: Setting },
) {
  let loaded = given;
  const [steps, events]: [Step[], Decided<DomainEvent>[]] = [[], []];
  for (const [index, command] of commands.entries()) {
    const judged = await naming(commands.length > 1 ? index : undefined, () =>
      decideLoaded(load, loaded, { command, setting }),
    );
    loaded = judged.loaded;
    events.push(...judged.events);
    steps.push(...judged.events.map((event) => ({ event })), ...judged.entries.map((entry) => ({ entry })));
  }
  refuseNeedless(
    commands.flatMap(({ data }) => data.withdraw ?? []),
    events,
  );
  return { steps, events, loaded };
}

type Ordered = { readonly command: Command; readonly setting: Setting };

/** Loads what the command asks to see, on its date and then on later ones, until it is decided. */
export async function decideLoaded(
  load: LoadTimeline,
  given: Loaded,
  { command, setting }: Ordered,
): Promise<Judged & { readonly loaded: Loaded }> {
  let loaded = given;
  for (;;) {
    const more = await load(loaded, needsOn(command, loaded.timeline));
    if (more !== loaded) {
      loaded = more;
      continue;
    }
    const judged = decideOn(command, loaded.timeline, setting);
    if (judged.kind === "holds") return { ...judged, loaded: { ...loaded, timeline: judged.timeline } };
    loaded = await load(loaded, judged.needs);
    if (loaded === more) throw new Error("A decision asks for what is loaded already.");
  }
}

/** Of several commands, a refusal says in its details which one it is about. */
async function naming<T>(command: number | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Rejection) || command === undefined) throw error;
    throw new Rejection(error.code, error.message, { ...error.details, command });
  }
}

/** Reads each stream once in one attempt, so that all of a decision rests on one state of it. */
export function once(read: ReadStreamFrom): ReadStreamFrom {
  const known = new Map<string, ReturnType<ReadStreamFrom>>();
  return (stream, after) => {
    const which = `${stream} ${after ?? noStream}`;
    const reading = known.get(which) ?? read(stream, after);
    known.set(which, reading);
    return reading;
  };
}
