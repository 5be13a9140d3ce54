import { isToCome } from "../../domain/change/decider.ts";
import type { DomainEvent } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { dateOf } from "../../domain/timeline/decideOn.ts";
import { Rejection, type RejectionCode, type RejectionDetails } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { CommandContext } from "../commandHandler.ts";
import { type Commands, decideLoaded, type DecisionParts, once, settingOf } from "../decideAll.ts";
import { type Loaded, type LoadTimeline, nothingLoaded, timelineLoader } from "../loadTimeline.ts";
import type { AsOfReads } from "../ports/asOf.ts";
import type { Position, Revision } from "../ports/eventLog.ts";
import { appliedBy } from "../scheduling/applicationId.ts";
import { comingOf, type Foretold, foretellUpon } from "../scheduling/foretell.ts";
import type { ScheduledChange } from "../scheduling/schedule.ts";
import { changeIdOf, decideScheduling } from "../scheduling/scheduling.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { asRecorded } from "./asRecorded.ts";
import { type Effects, effects } from "./effects.ts";
import { pendingAt, type ScheduleEntries } from "./pendingAt.ts";
import { eventsToCome, refusedAmong, type WouldBeRefused } from "./toCome.ts";

/** A command that would be refused: which of the list, and why. */
export type RefusedCommand = {
  readonly command: number;
  readonly code: RejectionCode;
  readonly message: string;
  readonly details: RejectionDetails;
};

/**
 * What would come of commands on a day: nothing of it is recorded.
 * @property asOf the day that is told of
 * @property refusals what would be refused; the rest is told as if it alone were given
 * @property conflicts scheduled changes that would be refused on their day because of the commands, and are not now
 * @property seen the revision of every stream that this rests on
 */
export type WhatIf = Effects & {
  readonly asOf: LocalDate;
  readonly events: readonly Recorded<DomainEvent>[];
  readonly refusals: readonly RefusedCommand[];
  readonly conflicts: readonly WouldBeRefused[];
  readonly seen: ReadonlyMap<string, Revision>;
};

export type WhatIfParts = DecisionParts & {
  readonly read: ReadStreamFrom;
  readonly entries: ScheduleEntries;
  readonly past: AsOfReads;
};

/** @property position where the tables stand, which hold all that is read */
export type WhatIfAsked = {
  readonly commands: Commands;
  readonly context: CommandContext;
  readonly asOf?: LocalDate | undefined;
  readonly position: Position;
};

/**
 * Lays commands on what is, or on what is scheduled to be by their day.
 * @throws {Rejection} where the list as a whole cannot be given, whatever is in it
 */
export async function whatIf(given: WhatIfParts, asked: WhatIfAsked): Promise<WhatIf> {
  const seen = new Map<string, Revision>();
  const parts = { ...given, read: once(noting(given.read, seen)) };
  const list = await listOf(parts, asked);
  const asOf = asked.asOf ?? list.on;
  const until = { on: asOf > list.on ? asOf : list.on, position: asked.position };
  const pending = await pendingAt(await parts.entries(parts.read), parts.read, until);
  const outcome = await decide(parts, list, pending);
  const { own, refusals, without, withIt } = outcome;
  const told = await effects(parts, { asOf, position: asked.position, own, without, withIt });
  return { asOf, events: own, refusals, conflicts: conflictsIn(outcome), ...told, seen };
}

/** Notes the revision of what is read. */
const noting =
  (read: ReadStreamFrom, seen: Map<string, Revision>): ReadStreamFrom =>
  async (stream, after) => {
    const known = await read(stream, after);
    seen.set(stream, known.revision);
    return known;
  };

/** The commands with the day on which they are decided, which is today but for those that would be scheduled. */
type List = WhatIfAsked & { readonly on: LocalDate; readonly isLater: boolean; readonly strictly: RefusedCommand[] };

async function listOf(parts: WhatIfParts, asked: WhatIfAsked): Promise<List> {
  const today = parts.clock.today(parts.timezone);
  const { commands, context } = asked;
  if (!commands.some((command) => isToCome(command, today)))
    return { ...asked, on: today, isLater: false, strictly: [] };
  const list = { ...asked, on: dateOf(commands[0]), isLater: true };
  try {
    await decideScheduling(parts, parts.read, commands, context.commandId);
    return { ...list, strictly: [] };
  } catch (refusal) {
    // Of several days there is none to tell of.
    if (!(refusal instanceof Rejection) || new Set(commands.map(dateOf)).size > 1) throw refusal;
    return { ...list, strictly: [refusedBy(refusal, 0)] };
  }
}

function refusedBy({ code, message, details }: Rejection, command: number): RefusedCommand {
  const place = details["command"];
  return { command: typeof place === "number" ? place : command, code, message, details };
}

type Events = readonly Recorded<DomainEvent>[];
type Outcome = {
  readonly own: Events;
  readonly refusals: readonly RefusedCommand[];
  readonly without: Coming;
  readonly withIt: Coming;
};
/** What is pending, as it would come about. */
type Coming = { readonly told: readonly Foretold[]; readonly events: Events };

async function decide(parts: WhatIfParts, list: List, pending: readonly ScheduledChange[]): Promise<Outcome> {
  const load = timelineLoader(parts.read, parts.guardKey, parts.remembered);
  const recordedAt = parts.clock.now().toISOString();
  const isFirst = ({ change }: ScheduledChange) => list.isLater && change.on <= list.on;
  const without = await foretellUpon(load, nothingLoaded, pending.map(comingOf));
  const before = await foretellUpon(load, nothingLoaded, pending.filter(isFirst).map(comingOf));
  const { events, refusals, loaded } = await decideLeniently(load, before.loaded, list);
  const after = await foretellUpon(load, loaded, pending.filter((each) => !isFirst(each)).map(comingOf));
  const coming = (told: readonly Foretold[]) => ({ told, events: told.flatMap((each) => eventsToCome(each, pending)) });
  return {
    own: events.map((event, index) => asRecorded(event, { index, recordedAt, context: list.context })),
    refusals: refusals.length > 0 ? refusals : list.strictly,
    ...{ without: coming(without.told), withIt: coming([...before.told, ...after.told]) },
  };
}

/** Decides each command upon what those before it that are not refused would leave. */
async function decideLeniently(load: LoadTimeline, given: Loaded, list: List) {
  const { commandId } = list.context;
  const setting = settingOf(list.on, list.isLater ? appliedBy(changeIdOf(commandId)) : commandId);
  let loaded = given;
  const events: Decided<DomainEvent>[] = [];
  const refusals: RefusedCommand[] = [];
  for (const [index, command] of list.commands.entries())
    try {
      const judged = await decideLoaded(load, loaded, { command, setting });
      loaded = judged.loaded;
      events.push(...judged.events);
    } catch (refusal) {
      if (!(refusal instanceof Rejection)) throw refusal;
      refusals.push(refusedBy(refusal, index));
    }
  return { events, refusals, loaded };
}

/** What is pending and would be refused only because of the commands. */
function conflictsIn({ without, withIt }: Outcome): readonly WouldBeRefused[] {
  const possible = new Set(without.told.flatMap(({ changeId, refusal }) => (refusal ? [] : [changeId])));
  return refusedAmong(withIt.told).filter(({ changeId }) => possible.has(changeId));
}
