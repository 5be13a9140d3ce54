import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Pulse } from "../../../src/app/fallback/pulse.ts";
import { TablesUnavailable } from "../../../src/app/ports/projections.ts";

/** Knows whether the database answers, and keeps nobody waiting while it does not. */
let there: boolean;
let looks: number;
let cuts: number;
let pulse: Pulse;
const looked: (() => void)[] = [];
beforeEach(() => {
  [there, looks, cuts] = [true, 0, 0];
  const look = (): Promise<void> => {
    looks += 1;
    looked.splice(0).forEach((tell) => tell());
    return there ? Promise.resolve() : Promise.reject(new Error("nobody is there"));
  };
  const cut = () => void (cuts += 1);
  pulse = new Pulse({ look, cut }, { lookMs: 20, againMs: 5, longestMs: 10 });
});
afterEach(() => pulse.close());

const nextLook = () => new Promise<void>((resolve) => looked.push(resolve));
const never = () => new Promise<never>(() => undefined);
const refused = () => Promise.reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));

describe("while the database answers", () => {
  it("a call is answered, and nobody looks", async () => {
    expect(await pulse.during(() => Promise.resolve(1))).toBe(1);
    await expect(pulse.during(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(looks).toBe(0);
  });

  it("one that is slow is looked after, and waited for", async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const call = pulse.during(() => promise);
    await nextLook();
    await nextLook();
    resolve(2);
    expect(await call).toBe(2);
    expect(cuts).toBe(0);
  });
});

describe("once it does not answer", () => {
  it("whoever waits is told, what still hangs is given up, and the next calls fail without being made", async () => {
    there = false;
    const told = (error: unknown) => String(error);
    const calls = [pulse.during(never).catch(told), pulse.during(never).catch(told)];
    const reason = "TablesUnavailable: The database cannot be reached: nobody is there";
    expect(await Promise.all(calls)).toEqual([reason, reason]);
    expect(cuts).toBe(1);
    await expect(pulse.during(() => Promise.resolve("made"))).rejects.toBeInstanceOf(TablesUnavailable);
  });

  it("a call that meets an outage makes it look at once", async () => {
    there = false;
    const look = nextLook();
    await expect(pulse.during(refused)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await look;
    await new Promise(setImmediate);
    await expect(pulse.during(() => Promise.resolve("made"))).rejects.toBeInstanceOf(TablesUnavailable);
  });

  it("looks on by itself, and takes calls again when it is back", async () => {
    there = false;
    await expect(pulse.during(never)).rejects.toBeInstanceOf(TablesUnavailable);
    await nextLook();
    await nextLook();
    there = true;
    await nextLook();
    await new Promise(setImmediate);
    expect(await pulse.during(() => Promise.resolve("made"))).toBe("made");
  });
});

it("is kept looking though nobody calls, until the signal", async () => {
  const stop = new AbortController();
  pulse.keep(stop.signal);
  await nextLook();
  await nextLook();
  stop.abort();
  const before = looks;
  await pulse.during(() => Promise.resolve());
  expect(looks).toBeLessThanOrEqual(before + 1);
});
