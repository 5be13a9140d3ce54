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
import { worldAt } from "../../../src/domain/timeline/worldAt.ts";
import { opening, takeOn, undoAll, withdrawing } from "../../domain/support/histories.ts";
import { inCourse, leapDays, type Life, type Turn } from "./turns.ts";
import { dayAt, type Odd } from "./zones.ts";

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
  const leap = leapAt === null ? -1 : Math.floor((turns.length * leapAt) / 100);
  for (const [n, next] of turns.entries()) {
    team.wait(next.minutes + (n === leap ? leapDays * 1_440 : 0));
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
      case "leave":
      case "return":
      case "rehire":
      case "seal":
      case "erase": {
        const somebody = pick(this.#those(what === "leave" ? "active" : "left")) ?? "nobody";
        this.order(inCourse(what, somebody, { today, days }));
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

  #those(standing: string): readonly string[] {
    const { members } = worldAt(this.#timeline, this.today);
    return [...members].flatMap(([id, member]) => (member.standing === standing ? [id] : []));
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
