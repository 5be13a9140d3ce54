import { addDays } from "../../../src/domain/kernel/time.ts";
import type { Laid } from "../../../src/domain/kernel/decider.ts";
import { evolveMember, type Member } from "../../../src/domain/member/member.ts";
import type { MemberEvent } from "../../../src/domain/member/messages.ts";
import type { QueueEvent } from "../../../src/domain/queue/messages.ts";
import { inEffect } from "../../../src/domain/timeline/inEffect.ts";
import type { Step } from "../../domain/support/histories.ts";

export type Event = Step["events"][number];

/** Every day from one to another, one by one. */
export function* daysFrom(from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = addDays(day, 1)) yield day;
}

type NaiveQueue = { readonly queueId: string; readonly minimum: number; readonly name: string };

/** Who was active when, and what was open, told by folding every stream up to the day, one day at a time. */
export class Naive {
  readonly #members: readonly (readonly Laid<MemberEvent>[])[];
  readonly #queues: readonly (readonly Laid<QueueEvent>[])[];

  constructor(events: readonly Event[]) {
    const streams = [
      ...Map.groupBy(events, ({ data }) => ("memberId" in data ? data.memberId : data.queueId)).values(),
    ].map((stream) => inEffect(stream, { idOf: ({ eventId }) => eventId, dateOf: ({ effectiveOn }) => effectiveOn }));
    this.#members = streams
      .map((stream) => stream.filter((event): event is Event & Laid<MemberEvent> => "memberId" in event.data))
      .filter((stream) => stream.every(({ type }) => type !== "MemberRegisteredInError"));
    this.#queues = streams.map((stream) =>
      stream.filter((event): event is Event & Laid<QueueEvent> => !("memberId" in event.data)),
    );
  }

  on(day: string, team: string | null = null): readonly Member[] {
    return this.#members.flatMap((stream) => {
      const known = stream.filter(({ effectiveOn }) => effectiveOn <= day);
      const member = known.reduce<Member | undefined>((state, event) => evolveMember(state, event), undefined);
      return member?.standing === "active" && (team === null || member.team === team) ? [member] : [];
    });
  }

  /** The queues that are open on a day. */
  queuesOn(day: string): readonly NaiveQueue[] {
    return this.#queues.flatMap((stream) => {
      let queue: NaiveQueue | undefined;
      let open = false;
      for (const { type, data, effectiveOn } of stream) {
        if (effectiveOn > day) continue;
        if (type === "QueueOpened") {
          queue = { queueId: data.queueId, minimum: 0, name: data.name };
          open = true;
        } else if (type === "QueueClosed") open = false;
        else if (type === "QueueCoverageRequired" && queue) queue = { ...queue, minimum: data.to };
        else if (type === "QueueRenamed" && queue) queue = { ...queue, name: data.to };
      }
      return queue && open ? [queue] : [];
    });
  }

  /** Who covers a queue on a day, trainees left out. */
  covering(queueId: string, day: string): readonly Member[] {
    return this.on(day).filter(({ assignments }) =>
      assignments.some((each) => each.queueId === queueId && each.assignmentType !== "trainee"),
    );
  }

  /** Who is there on the day and not on the next one any more, or in another period of employment, or on another team. */
  leavingOn(day: string, team: string | null): readonly Member[] {
    const tomorrow = this.on(addDays(day, 1), team);
    return this.on(day, team).filter(
      ({ memberId, startDate }) => !tomorrow.some((each) => each.memberId === memberId && each.startDate === startDate),
    );
  }
}
