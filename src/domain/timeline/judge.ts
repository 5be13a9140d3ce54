import type { Decision, DomainEvent } from "../event.ts";
import type { Laid } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { Needs } from "../needs.ts";
import { corrected } from "./corrections.ts";
import { coveredWhileClosed, shortfalls } from "./coverRules.ts";
import { refuseForLater } from "./laterChanges.ts";
import { brokenLines } from "./lineRules.ts";
import { lookingAt } from "./looking.ts";
import { sharedNames } from "./ownerRules.ts";
import { brokenChanges } from "./ownRules.ts";
import { isReversible, reversalOf } from "./reversal.ts";
import { type Breach, firstOf, type Sight } from "./sight.ts";
import { type DatedEntry, evolve, type Timeline } from "./timeline.ts";

/** What was decided on its date and is yet to be judged on every later one. */
export type Proposal = {
  readonly events: Decision;
  /** Queues that may fall below their minimum. */
  readonly accepted: readonly string[];
  /** Later changes that may be taken back, by event id. */
  readonly withdraw: readonly string[];
};

/** A change that holds on every date, with what it enters into the guards beside what each of its events does. */
export type Judged = {
  readonly kind: "holds";
  readonly events: Decision;
  readonly entries: readonly DatedEntry[];
  readonly timeline: Timeline;
};

/** What must be loaded before a change can be judged. */
export type Asking = { readonly kind: "asks"; readonly needs: Needs };

/**
 * Judges a change on every date that it touches, for everyone concerned: what was recorded must still fit, and every
 * rule that held must hold. Later changes in the way are taken back with it where they are all named.
 * @throws {Rejection} `conflicts-with-later-change`, which names them; a rule's own code where none is to blame
 */
export function judge(proposal: Proposal, before: Timeline): Judged | Asking {
  const standing: Laid<DomainEvent>[] = [];
  if (isLast(proposal, before))
    return { kind: "holds", events: proposal.events, entries: [], timeline: proposal.events.reduce(evolve, before) };
  for (;;) {
    const attempt = tried(proposal, before, standing);
    if ("kind" in attempt) return attempt;
    const more = attempt.breaches.flatMap(inTheWay).filter((each) => !standing.includes(each));
    standing.push(...new Set(more));
    if (more.length > 0) continue;
    if (!standing.every((each) => isReversible(each) && proposal.withdraw.includes(each.eventId ?? "")))
      return refuseForLater(firstOf(proposal.events), standing, before);
    return withAcceptance(attempt, before);
  }
}

const inTheWay = ({ by, refuse }: Breach): readonly Laid<DomainEvent>[] => (by.length > 0 ? by : refuse());

// What reaches back to what came before it.
const reaching: ReadonlySet<string> = new Set(["MemberRegisteredInError", "MemberDataErased"]);

// Most changes come after everything that they concern, and are judged by their own date alone.
const isLast = ({ events }: Proposal, { newest }: Timeline): boolean =>
  events.every(
    ({ type, effectiveOn }) => effectiveOn >= newest && !reaching.has(type) && !type.endsWith("ChangeReversed"),
  );

type Attempt = {
  readonly events: Decision;
  readonly entries: readonly DatedEntry[];
  readonly timeline: Timeline;
  readonly breaches: readonly Breach[];
  readonly acceptedLater: readonly string[];
};

/** The change with all that stands in its way taken back, as far as that can be. */
function tried(
  { events: proposed, accepted }: Proposal,
  before: Timeline,
  standing: readonly Laid<DomainEvent>[],
): Attempt | Asking {
  const look = lookingAt(before);
  const events = [...proposed, ...standing.filter(isReversible).map((event) => reversalOf(event, []))];
  const { timeline, entries } = corrected(events.reduce(evolve, before), events, look);
  const missing = look.missing();
  if (missing) return { kind: "asks", needs: missing };
  const sight: Sight = { before, after: timeline, look, events, from: firstOf(events), accepted };
  const { breaches: short, accepted: acceptedLater } = shortfalls(sight);
  const breaches = [
    ...brokenChanges(sight),
    ...brokenLines(sight),
    ...sharedNames(sight),
    ...coveredWhileClosed(sight),
    ...short,
  ];
  const more = look.missing();
  return more ? { kind: "asks", needs: more } : { events, entries, timeline, breaches, acceptedLater };
}

/** An acknowledgement that was needed for a later date only is recorded as well. */
function withAcceptance({ events, entries, timeline, acceptedLater }: Attempt, before: Timeline): Judged {
  if (acceptedLater.length === 0) return { kind: "holds", events, entries, timeline };
  const accepting = events.map((event) => accepts(event, acceptedLater));
  const laid = accepting.reduce(evolve, before);
  return {
    kind: "holds",
    events: accepting,
    entries,
    timeline: { ...timeline, members: laid.members },
  };
}

function accepts(event: Decision[number], queues: readonly string[]): Decision[number] {
  if (!("acceptedUncovered" in event.data)) return event;
  const { data } = event;
  const concerned =
    "queueId" in data ? [data.queueId] : "closed" in data ? data.closed.map(({ queueId }) => queueId) : queues;
  const accepted = [...new Set([...data.acceptedUncovered, ...queues.filter((id) => concerned.includes(id))])].sort();
  return { ...event, data: { ...data, acceptedUncovered: accepted } } as Decision[number];
}

/** Refuses to take back what does not stand in the way of a change, once all of it is decided. */
export function refuseNeedless(withdraw: readonly string[], events: Decision): void {
  const reversed = new Set(events.flatMap(({ data }) => ("reverses" in data ? [data.reverses] : [])));
  const needless = withdraw.filter((id) => !reversed.has(id));
  if (needless.length > 0)
    reject(
      "invalid-value",
      `${needless.join(", ")} does not stand in the way of this change: leave it out of what is withdrawn.`,
      { field: "withdraw", withdraw: needless },
    );
}
