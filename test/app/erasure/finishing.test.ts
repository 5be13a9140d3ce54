import { describe, expect, it } from "@jest/globals";
import { erasures, type ErasureParts } from "../../../src/app/erasure/erasures.ts";
import { destroyAgain, tendErasures, type TendParts } from "../../../src/app/erasure/tend.ts";
import { isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import type { DestroyedKey } from "../../../src/app/ports/keyDestruction.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { by, handling, memberId, register, today } from "../../support/handling.ts";

const steps = ["noted", "recorded", "removed", "listed", "destroyed", "done"] as const;
type Step = (typeof steps)[number];

/** A member who has left, and what erases them; it dies once a step is done, or right before it. */
async function world() {
  const log = memoryEventLog({ atomic: true });
  const keys = memoryDataKeys();
  const muster = handling(log, { dataKeys: keys });
  await muster.handle([register("ada", { on: "2010-01-01" })], by());
  const left = { memberId: memberId("ada"), lastDay: "2018-12-31", reasonCode: "resignation", note: null } as const;
  await muster.handle([{ type: "DeactivateMember", data: { ...left, acceptUncovered: [] } }], by());
  const state = {
    noted: new Map<string, string>(),
    traces: 1,
    list: [] as DestroyedKey[],
    told: [] as string[],
    back: [] as string[],
  };
  const keyId = (await keys.forSubjects([memberId("ada")])).get(memberId("ada"))?.keyId ?? "";
  let alive = true;

  function parts(diesAt?: { readonly step: Step; readonly when: "before" | "after" }): ErasureParts & TendParts {
    const step = async <T>(name: Step, work: () => Promise<T> | T): Promise<T> => {
      if (diesAt?.step === name && diesAt.when === "before") throw new Error("killed");
      const done = await work();
      if (diesAt?.step === name) throw new Error("killed");
      return done;
    };
    return {
      ...{
        read: muster.read,
        log,
        codec: muster.codec,
        today: () => today,
        years: 7,
        now: () => new Date(`${today}T12:00:00Z`),
      },
      commands: { ...muster, handle: (...asked) => step("recorded", () => muster.handle(...asked)) },
      keepers: [
        {
          find: () => Promise.resolve([]),
          remove: ({ names }) =>
            step("removed", () => {
              // Only whoever can still read who it was finds anything.
              if (names.includes("ada")) state.traces = 0;
            }),
        },
      ],
      lists: [
        {
          place: "memory",
          read: () => Promise.resolve(state.list),
          add: (added) => step("listed", () => void state.list.push(...added)),
        },
      ],
      destruction: {
        present: () => Promise.resolve(alive ? [{ keyId, subject: memberId("ada") }] : []),
        destroy: () =>
          step("destroyed", () => {
            alive = false;
            keys.destroy(memberId("ada"));
          }),
        destroyAgain: (ids) => {
          if (alive && ids.includes(keyId)) {
            alive = false;
            keys.destroy(memberId("ada"));
            state.back.push(keyId);
          }
          return Promise.resolve();
        },
        cameBack: () => Promise.resolve(state.back.map((id) => ({ keyId: id, subject: memberId("ada") }))),
        told: (ids) => Promise.resolve(void (state.back = state.back.filter((id) => !ids.includes(id)))),
        destroyed: () =>
          Promise.resolve(alive ? [] : [{ keyId, subject: memberId("ada"), destroyedAt: `${today}T12:00:00.000Z` }]),
      },
      begun: {
        begin: (commandId, member) => step("noted", () => void state.noted.set(commandId, member)),
        dropped: (commandId) => Promise.resolve(void state.noted.delete(commandId)),
        done: () => step("done", () => state.noted.clear()),
        abandoned: () => Promise.resolve(),
        unfinished: () => Promise.resolve([...new Set(state.noted.values())]),
      },
    };
  }
  const stored = async () => {
    const events = [];
    for await (const page of log.readAll(0n)) events.push(...(await muster.codec.decode(page)));
    return events.flatMap((event) => (isUnreadable(event) ? [] : [event]));
  };
  return { parts, state, stored, keys, keyId, isAlive: () => alive, comesBack: () => (alive = true) };
}

const asked = { memberId: memberId("ada"), ground: null };
const cuts = steps.flatMap((step) => (["before", "after"] as const).map((when) => [when, step] as const));

describe("an erasure that is killed", () => {
  it.each(cuts)("%s it is %s is finished by the next start, or has not begun", async (when, step) => {
    const { parts, state, stored, isAlive } = await world();
    await expect(erasures(parts({ step, when })).erase(asked, by())).rejects.toThrow("killed");
    await tendErasures(parts());
    const recorded = (await stored()).some(({ type }) => type === "MemberDataErased");
    expect(recorded).toBe(!(step === "noted" || (step === "recorded" && when === "before")));
    if (!recorded) {
      expect([isAlive(), state.traces]).toEqual([true, 1]);
      await erasures(parts()).erase(asked, by());
    }
    expect([isAlive(), state.traces, state.noted.size]).toEqual([false, 0, 0]);
    expect(new Set(state.list.map(({ subject }) => subject))).toEqual(new Set([memberId("ada")]));
    expect(JSON.stringify((await stored()).map(({ data }) => data))).not.toContain("ada@example.org");
  });

  it("is finished as well by whoever asks again", async () => {
    const { parts, state, isAlive } = await world();
    await expect(erasures(parts({ step: "listed", when: "before" })).erase(asked, by())).rejects.toThrow("killed");
    const { outcome, plan } = await erasures(parts()).erase(asked, by());
    expect(outcome.events).toEqual([]);
    expect(plan.erased).toBe(true);
    expect([isAlive(), state.traces, state.noted.size]).toEqual([false, 0, 0]);
  });

  it("leaves no note where it is refused", async () => {
    const { parts, state } = await world();
    await parts().commands.handle(
      [{ type: "RehireMember", data: { memberId: asked.memberId, on: today, newTeam: false } }],
      by(),
    );
    await expect(erasures(parts()).erase(asked, by())).rejects.toMatchObject({ code: "member-still-active" });
    expect(state.noted.size).toBe(0);
  });
});

describe("a key that comes back", () => {
  it("is destroyed again before anything is read, and the log says so once for each time", async () => {
    const { parts, state, stored, isAlive, comesBack, keyId } = await world();
    await erasures(parts()).erase(asked, by());
    for (const times of [1, 2]) {
      comesBack();
      await destroyAgain(parts().destruction, parts().lists);
      expect(isAlive()).toBe(false);
      await tendErasures(parts());
      await tendErasures(parts());
      const told = (await stored()).filter(({ type }) => type === "KeysDestroyedAgain");
      expect(told).toHaveLength(times);
      expect(told.at(-1)?.data).toEqual({ ofMember: memberId("ada"), keyIds: [keyId] });
    }
    expect(state.back).toEqual([]);
  });

  it("is on every list, also of a home that did not destroy it", async () => {
    const { parts, state } = await world();
    await erasures(parts()).erase(asked, by());
    state.list.length = 0;
    await destroyAgain(parts().destruction, parts().lists);
    expect(state.list).toMatchObject([{ subject: memberId("ada") }]);
    await destroyAgain(parts().destruction, parts().lists);
    expect(state.list).toHaveLength(1);
  });
});
