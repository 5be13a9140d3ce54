import type { Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { normaliseEmail } from "../member/email.ts";
import { isErased } from "../member/erased.ts";
import type { MemberEvent } from "../member/messages.ts";
import type { QueueEvent } from "../queue/messages.ts";
import { normaliseQueueName } from "../queue/name.ts";
import { queueOn } from "./queueHistory.ts";
import { memberOn } from "./worldAt.ts";

/** Every address that a member ever had, normalised, whether or not they hold it still. */
export const emailsOf = (stream: readonly Laid<MemberEvent>[]): readonly string[] => [
  ...new Set(
    stream.flatMap(({ type, data }) =>
      type === "MemberRegistered"
        ? [normaliseEmail(data.email)]
        : type === "MemberEmailChanged"
          ? [normaliseEmail(data.from), normaliseEmail(data.to)]
          : [],
    ),
  ),
];

/** The address that is a member's on a date; a leaver keeps theirs until they are sealed. */
export function emailHeld(stream: readonly Laid<MemberEvent>[], date: LocalDate): string | undefined {
  if (isErased(stream)) return undefined;
  const member = memberOn(stream, date);
  return member && member.standing !== "void" && member.standing !== "sealed"
    ? normaliseEmail(member.email)
    : undefined;
}

/** Every name that a queue ever had, normalised. */
export const namesOf = (own: readonly Laid<QueueEvent>[]): readonly string[] => [
  ...new Set(
    own.flatMap(({ type, data }) =>
      type === "QueueOpened"
        ? [normaliseQueueName(data.name)]
        : type === "QueueRenamed"
          ? [normaliseQueueName(data.from), normaliseQueueName(data.to)]
          : [],
    ),
  ),
];

/** The name that is a queue's on a date; a closed one has given it back. */
export function nameHeld(own: readonly Laid<QueueEvent>[], date: LocalDate): string | undefined {
  const queue = queueOn({ own, cover: new Map() }, date);
  return queue && !queue.closed ? normaliseQueueName(queue.name) : undefined;
}

/** Every queue that a member was ever assigned to. */
export const queuesCovered = (stream: readonly Laid<MemberEvent>[]): readonly string[] => [
  ...new Set(stream.flatMap(({ type, data }) => (type === "QueueAssigned" ? [data.queueId] : []))),
];
