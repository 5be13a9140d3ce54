import { eventCodec } from "../../src/app/codec/eventCodec.ts";
import { commit, settlePending } from "../../src/app/guards/commit.ts";
import { encodeGuard } from "../../src/app/guards/encodeGuard.ts";
import { type OpenedLog, openedLog, openLog } from "../../src/app/openLog.ts";
import type { DataKeys } from "../../src/app/ports/dataKeys.ts";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { type HeldKeys, type Keys, RotationUnfinished } from "../../src/app/ports/keySource.ts";
import { rotateKeys, type RotationParts } from "../../src/app/rotateKeys.ts";
import { streamReader } from "../../src/app/streamReader.ts";
import { guardKey } from "../../src/infra/crypto/guardKey.ts";
import { makeKeys, sameKeys } from "../../src/infra/crypto/keyText.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../src/infra/memory/dataKeys.ts";
import { type Fault, WriterDied } from "./faultyLog.ts";
import { handling, today } from "./handling.ts";
import { boundLog } from "../../src/infra/log/boundLog.ts";

/** A step of a rotation that leaves something behind. */
type Step = "keep next" | "append" | "rewrap" | "replace";
type Around = <T>(step: Step, effect: () => Promise<T>) => Promise<T>;

const straight: Around = (_step, effect) => effect();

/** Ends the rotation at one of its steps, as a kill -9 would. */
export function dyingAt({ at, stored }: Fault): Around {
  let n = -1;
  return async (_step, effect) => {
    n += 1;
    if (n > at) throw new WriterDied();
    if (n < at) return effect();
    if (stored) await effect();
    throw new WriterDied();
  };
}

/** Notes the steps in the order in which they are taken. */
export function noting(steps: Step[]): Around {
  return (step, effect) => {
    steps.push(step);
    return effect();
  };
}

const actor = { issuer: "test", subject: "tester" };
const clock = { now: () => new Date(`${today}T12:00:00Z`), today: () => today };

/** A log with keys, its data keys under one wrapping key at a time, and machines that have files of their own. */
export function rotating(log: EventLog) {
  const first = makeKeys();
  const file: { held: HeldKeys } = { held: { present: first } };
  const atRest = { under: first.wrappingKey };
  const unlocked = memoryDataKeys();

  const isAtRest = (key: Uint8Array) => Buffer.compare(key, atRest.under) === 0;
  const otherKey = () => new Error("The data keys are under another key.");
  const put = (held: HeldKeys) => {
    file.held = held;
    return Promise.resolve();
  };

  const wrappedBy = ({ wrappingKey }: Keys): DataKeys => {
    const open = () => {
      if (!isAtRest(wrappingKey)) throw otherKey();
      return unlocked;
    };
    return { forSubjects: async (subjects) => open().forSubjects(subjects), load: async (ids) => open().load(ids) };
  };
  const keyed = (keys: Keys) => ({
    codec: eventCodec(aesSealing, wrappedBy(keys)),
    guardKey: guardKey(keys.guardKey),
  });
  const parts = (around: Around): RotationParts => ({
    log: { ...boundLog(log), append: (writes) => around("append", () => log.append(writes)) },
    source: {
      place: "the test's file",
      read: () => Promise.resolve(file.held),
      keepNext: (present, next) => around("keep next", () => put({ present, next })),
      replace: (next) =>
        around("replace", () => put({ present: next }).then(() => ({ path: "the test's file", inUse: true }))),
    },
    use: { share: () => Promise.reject(new Error("unused")), alone: (work) => work(() => undefined) },
    wrapped: {
      check: (key) => (isAtRest(key) ? Promise.resolve() : Promise.reject(otherKey())),
      rewrap: (_present, next) =>
        around("rewrap", () => {
          const anew = isAtRest(next) ? 0 : 1;
          atRest.under = next;
          return Promise.resolve(anew);
        }),
    },
    ...{ clock, keyed, makeKeys },
  });

  /** A process that starts with keys and opens the log; without any, with those of the file. */
  async function open(keys: Keys = startingKeys(file.held), through: EventLog = log) {
    const { codec, guardKey: key } = keyed(keys);
    const guarded = { log: through, encodeGuard: encodeGuard(codec, clock) };
    const read = streamReader(through, codec, (events) => settlePending(guarded, events));
    await openLog({ log: through, codec, read, guardKey: key, clock }, "UTC", false);
    return handling(through, {
      ...{ dataKeys: wrappedBy(keys), read, guardKey: key, clock },
      commit: (writes) => commit(guarded, writes, clock.now()),
    });
  }

  return {
    first,
    open,
    rotate: (around: Around = straight) => rotateKeys(parts(around), actor),
    isDone: () => file.held.next === undefined && !sameKeys(file.held.present, first),
    opened: (): Promise<OpenedLog | undefined> =>
      openedLog(streamReader(log, keyed(file.held.present).codec, () => Promise.resolve(false))),
    keys: () => file.held,
    keysAtRest: () => atRest.under,
    /** As another machine would, whose file knows nothing of a rotation that was begun here. */
    forget: () => (file.held = { present: file.held.present }),
  };
}

function startingKeys({ present, next }: HeldKeys): Keys {
  if (next) throw new RotationUnfinished("the test's file");
  return present;
}
