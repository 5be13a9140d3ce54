import type { GuardEvent } from "../../domain/guard/messages.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { EventCodec, ToRecord } from "../codec/eventCodec.ts";
import { deriveId, newCommandId } from "../ids.ts";
import type { Clock } from "../ports/clock.ts";
import { type EventLog, noStream, StreamConflict } from "../ports/eventLog.ts";
import { revisionOf } from "../revisionOf.ts";
import { readsStream } from "../streams.ts";

/** Somebody's read of personal data. */
export type ReadTold = Extract<GuardEvent, { type: "PersonalDataRead" }>["data"];

/** That personal data was read cannot be recorded, so that it is not shown. */
export class ReadNotRecorded extends Error {
  override readonly name = "ReadNotRecorded";

  constructor(options?: ErrorOptions) {
    super(
      "This is personal data, and that you read it cannot be recorded now: it is not shown. Try again in a while.",
      options,
    );
  }
}

type Parts = {
  readonly log: Pick<EventLog, "append" | "readStream">;
  readonly codec: EventCodec;
  readonly clock: Clock;
  readonly timezone: string;
};

export type ReadByWhom = {
  readonly told: ReadTold;
  readonly actor: Actor;
  readonly correlationId?: string | undefined;
};

type Waiting = {
  readonly read: ReadByWhom;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
};

const attempts = 50;
const mostAtOnce = 100;

/** Records reads in the log: what comes while an append is under way goes into the next one. */
export function readRecord(parts: Parts): (read: ReadByWhom) => Promise<void> {
  const append = appending(parts);
  const waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    for (let some = waiting.splice(0, mostAtOnce); some.length > 0; some = waiting.splice(0, mostAtOnce)) {
      try {
        await append(some.map(({ read }) => read));
        for (const { done } of some) done();
      } catch (error) {
        for (const { failed } of some) failed(error);
      }
    }
    running = false;
  }

  return (read) =>
    new Promise((done, failed) => {
      waiting.push({ read, done, failed });
      if (!running) void run();
    });
}

/** To the day's stream, which others append to as well. */
function appending({ log, codec, clock, timezone }: Parts): (reads: readonly ReadByWhom[]) => Promise<void> {
  let at = { stream: "", revision: noStream };
  return async (reads) => {
    const events = await codec.encode(reads.map((read) => toRecord(read, clock.today(timezone))));
    const stream = readsStream(clock.now().toISOString().slice(0, 10));
    if (at.stream !== stream) at = { stream, revision: await revisionOf(log, stream) };
    for (let left = attempts; ; left--) {
      try {
        await log.append([{ stream, expected: at.revision, events }]);
        at.revision += BigInt(events.length);
        return;
      } catch (error) {
        // What is known of the stream may be wrong after any failure.
        at.revision = await revisionOf(log, stream, at.revision);
        if (left === 0 || !(error instanceof StreamConflict)) throw error;
      }
    }
  };
}

function toRecord({ told, actor, correlationId }: ReadByWhom, effectiveOn: string): ToRecord {
  const commandId = newCommandId();
  const event: Decided<GuardEvent> = { type: "PersonalDataRead", data: told, effectiveOn };
  const origin = { commandId, correlationId: correlationId ?? commandId, causationId: commandId, actor };
  return { event, eventId: deriveId(commandId, "read"), origin };
}
