import { addDays, type LocalDate } from "../kernel/time.ts";
import type { AssignmentType } from "../member/messages.ts";
import { counts } from "../queue/queue.ts";
import { coverOn, ownInEffect, type QueueHistory, queueOn } from "./queueHistory.ts";

/** A queue without its cover, which is counted apart: that takes longer. */
export const stateOn = ({ own }: QueueHistory, date: LocalDate) => queueOn({ own, cover: new Map() }, date);

/** Who counts for a queue on a date, and whether they are too few. */
export function coverage(history: QueueHistory, date: LocalDate) {
  const state = stateOn(history, date);
  const members = counted(coverOn(history, date));
  const minimum = state?.minimum ?? 0;
  return { members, short: state !== undefined && !state.closed && members.length < minimum };
}

/** Who counts for a queue the day before, and no longer. */
export function lost(history: QueueHistory, date: LocalDate): readonly string[] {
  const present = counted(coverOn(history, date));
  return counted(coverOn(history, addDays(date, -1))).filter((memberId) => !present.includes(memberId));
}

/** Who is let go on a date though too few are left. A minimum that is raised on that date is a goal: it keeps nobody. */
export function brokenLosses(history: QueueHistory, date: LocalDate): readonly string[] {
  const [state, before] = [stateOn(history, date), stateOn(history, addDays(date, -1))];
  if (!state || state.closed || !before || before.closed) return [];
  const present = counted(coverOn(history, date));
  return present.length < Math.min(before.minimum, ...minimumsOf(history, date)) ? lost(history, date) : [];
}

/** What was required from a date on, each time that it was on that date. */
const minimumsOf = (history: QueueHistory, date: LocalDate): readonly number[] =>
  ownInEffect(history).flatMap(({ type, data, effectiveOn }) =>
    type === "QueueCoverageRequired" && effectiveOn === date ? [data.to] : [],
  );

const counted = (cover: ReadonlyMap<string, AssignmentType>): readonly string[] =>
  [...cover].flatMap(([memberId, type]) => (counts(type) ? [memberId] : []));
