import fc from "fast-check";
import { type Change, evolveChange } from "../../../src/domain/change/change.ts";
import { cancel, isToCome, reschedule, schedule } from "../../../src/domain/change/decider.ts";
import type { ChangeEvent } from "../../../src/domain/change/messages.ts";
import type { Command } from "../../../src/domain/command.ts";
import { type DomainEvent, streamOf } from "../../../src/domain/event.ts";
import type { Laid } from "../../../src/domain/kernel/decider.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import type { Recorded } from "../../../src/domain/recorded.ts";
import { isReversible } from "../../../src/domain/timeline/reversal.ts";
import { emptyTimeline, type Timeline } from "../../../src/domain/timeline/timeline.ts";
import { takenAlong } from "../../../src/domain/timeline/undo.ts";
import { dateIn } from "../../../src/infra/clock.ts";
import { opening, orders, takeOn, undoAll, withdrawing } from "../../domain/support/histories.ts";
import { dayAt, type Odd, oddDays } from "./zones.ts";

/** What is done next, and how long after the last. */
export type Turn = {
  readonly minutes: number;
  readonly what: "order" | "undo" | "move" | "cancel";
  /** What is ordered, for how many days from today. */
  readonly order: (on: string) => Command;
  readonly days: number;
  /** Which of what there is, is taken back, moved or cancelled. */
  readonly which: number;
};

/** Somebody waits for so many days once: for more than seven years, so that what was to be sealed is due. */
const leapDays = 2_615;

export type Life = { readonly odd: Odd; readonly turns: readonly Turn[]; readonly leapAt: number };

const minutes = fc.oneof(
  { weight: 6, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.nat(1_800) },
  // A clock that is set back.
  fc.integer({ min: -240, max: -1 }),
);
const days = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: -9, max: -1 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
);
const what = fc.oneof(
  { weight: 16, arbitrary: fc.constant("order" as const) },
  { weight: 3, arbitrary: fc.constant("undo" as const) },
  fc.constantFrom("move" as const, "cancel" as const),
);

/** A turn of any kind. */
export const turn: fc.Arbitrary<Turn> = fc.record({ minutes, what, order: orders(true), days, which: fc.nat(999) });

/** The days of a team in one of five time zones, and what is ordered in them. */
export const lives: fc.Arbitrary<Life> = fc.record({
  odd: fc.constantFrom(...oddDays),
  turns: fc.array(turn, { minLength: 12, maxLength: 36, size: "max" }),
  leapAt: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, fc.integer({ min: 5, max: 35 })),
});

/** What became of a life: its log, and all days that it was. */
export type Lived = {
  readonly log: readonly Recorded<DomainEvent>[];
  /** The greatest day that it ever was, as Muster and as the table of offsets says. */
  readonly days: readonly (readonly [string, string])[];
  readonly seen: ReadonlySet<string>;
};

export function live({ odd, turns, leapAt }: Life): Lived {
  const team = new Team(odd);
  for (const command of opening(team.today)) team.order(command);
  for (const [n, next] of turns.entries()) {
    team.wait(next.minutes + (n === leapAt ? leapDays * 1_440 : 0));
    team.take(next);
  }
  return team;
}

class Team implements Lived {
  readonly log: Recorded<DomainEvent>[] = [];
  readonly days: (readonly [string, string])[] = [];
  readonly seen = new Set<string>();
  readonly #odd: Odd;
  #now: number;
  #recordedAt = "";
  #timeline: Timeline = emptyTimeline;
  #orders = 0;
  #pending: readonly Change[] = [];
  readonly #revisions = new Map<string, bigint>();

  constructor(odd: Odd) {
    this.#odd = odd;
    this.#now = Date.parse(odd.begins);
    this.wait(0);
  }

  get today(): string {
    return dateIn(this.#odd.zone, new Date(this.#now));
  }

  /** Lets time pass, and what is due happen: in the order of days, and on one day as it was scheduled. */
  wait(minutes: number): void {
    if (minutes < 0) this.seen.add("clock set back");
    this.#now += minutes * 60_000;
    const { today } = this;
    this.days.push([today, dayAt(this.#odd, this.#now)]);
    const isDue = ({ on }: Change) => on <= today;
    const due = this.#pending.filter(isDue).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    this.#pending = this.#pending.filter((change) => !isDue(change));
    for (const { commands, on } of due) {
      this.seen.add(on < today ? "applied after its day" : "applied on its day");
      for (const command of commands ?? []) this.#decide(command);
    }
  }

  take({ what, order, days, which }: Turn): void {
    const { today } = this;
    const pick = <T>(from: readonly T[]): T | undefined => from[which % from.length];
    switch (what) {
      case "order": {
        this.order(order(addDays(today, days)));
        return;
      }
      case "undo": {
        this.#undo(pick(this.#standing().filter(isReversible)));
        return;
      }
      case "move": {
        this.#settle(pick(this.#pending), (change) => reschedule(change, addDays(today, days), today));
        return;
      }
      case "cancel": {
        this.#settle(pick(this.#pending), (change) => cancel(change, today));
        return;
      }
    }
  }

  order(command: Command): void {
    const { today } = this;
    if (isToCome(command, today)) {
      const id = `change ${(this.#orders += 1)}`;
      this.#refusing(() => {
        const change = schedule(id, [command], today).reduce<Change | undefined>(evolveChange, undefined);
        if (change) this.#pending = [...this.#pending, change];
      });
      return;
    }
    const withdraw = this.#decide(command);
    if (withdraw && this.#orders % 2 === 0) this.#decide(withdrawing(command, withdraw));
  }

  #decide(command: Command): readonly string[] | undefined {
    const n = (this.#orders += 1);
    const setting = { today: this.today, newId: (label: string) => `${label} ${n}` };
    const { events, after, refusal } = takeOn(command, this.#timeline, { n, setting });
    this.#record(events, after);
    if (refusal) this.seen.add(refusal.code);
    return refusal?.details["withdraw"] as readonly string[] | undefined;
  }

  #undo(event: Laid<DomainEvent> | undefined): void {
    if (!event) return;
    const ofCommand = this.#standing().filter(({ commandId }) => commandId === event.commandId);
    const { events, after } = undoAll([event, ...takenAlong(event, ofCommand)], this.#timeline, (this.#orders += 1));
    if (events.length > 0) this.seen.add("reverses" in event.data ? "undo undone" : "undone");
    this.#record(events, after);
  }

  #settle(change: Change | undefined, decide: (change: Change) => readonly ChangeEvent[]): void {
    if (!change) return;
    this.#refusing(() => {
      const settled = decide(change).reduce<Change | undefined>(evolveChange, change);
      const others = this.#pending.filter((each) => each !== change);
      this.#pending = settled?.standing === "pending" ? [...others, settled] : others;
      this.seen.add(settled?.standing === "pending" ? "moved" : "cancelled");
    });
  }

  #refusing(work: () => void): void {
    try {
      work();
    } catch (refusal) {
      if (!(refusal instanceof Rejection)) throw refusal;
      this.seen.add(refusal.code);
    }
  }

  /** What is not taken back. */
  #standing(): readonly Laid<DomainEvent>[] {
    const gone = new Set<string>();
    const standing = this.log.toReversed().filter(({ data, meta }) => {
      if (gone.has(meta.eventId)) return false;
      if ("reverses" in data) gone.add(data.reverses);
      return true;
    });
    return standing.reverse().map(({ type, data, meta: { eventId, commandId, effectiveOn } }) => ({
      ...({ type, data } as DomainEvent),
      ...{ eventId, commandId, effectiveOn },
    }));
  }

  #record(events: readonly Laid<DomainEvent>[], after: Timeline): void {
    this.#timeline = after;
    const instant = new Date(this.#now).toISOString();
    if (instant > this.#recordedAt) this.#recordedAt = instant;
    for (const { effectiveOn, eventId = "", commandId = "", ...event } of events) {
      const stream = streamOf(event);
      const revision = (this.#revisions.get(stream) ?? -1n) + 1n;
      this.#revisions.set(stream, revision);
      const ids = { eventId, commandId, correlationId: commandId, causationId: commandId };
      const meta = { ...ids, actor: { issuer: "test", subject: "tester" }, effectiveOn, schemaVersion: 1 };
      const position = BigInt(this.log.length + 1);
      this.log.push({ ...event, meta: { ...meta, recordedAt: this.#recordedAt }, stream, revision, position });
      this.seen.add(event.type);
      if (effectiveOn < (this.days.at(-1)?.[0] ?? "")) this.seen.add("backdated");
    }
  }
}
