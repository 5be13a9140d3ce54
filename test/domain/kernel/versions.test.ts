import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { withEntry } from "../../../src/domain/kernel/versions.ts";

const steps = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 9 }), fc.nat()), { maxLength: 60 });

describe("a map of which each version lasts", () => {
  it("has in every version what a copy would have, in the same order, whichever is changed or asked", () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (changes, asked) => {
        const plain: ReadonlyMap<number, number>[] = [new Map([[3, 0]])];
        const versions: ReadonlyMap<number, number>[] = [new Map([[3, 0]])];
        for (const [from, key, value] of changes) {
          const at = from % plain.length;
          plain.push(new Map(plain[at]).set(key, value));
          versions.push(withEntry(versions[at] ?? new Map<number, number>(), key, value));
          const ask = asked.next().value % plain.length;
          expect([...(versions[ask] ?? [])]).toEqual([...(plain[ask] ?? [])]);
          expect([versions[ask]?.size, versions[ask]?.get(key), versions[ask]?.has(key)]).toEqual([
            plain[ask]?.size,
            plain[ask]?.get(key),
            plain[ask]?.has(key),
          ]);
        }
      }),
    );
  });

  it("may be gone through while other versions are used", () => {
    const one = withEntry(new Map<number, number>(), 1, 1);
    const two = withEntry(one, 2, 2);
    const seen = [...two].map(([key]) => (one.has(2) ? "wrong" : withEntry(one, 3, key).size));
    const alive: number[] = [];
    for (const key of two.keys()) alive.push(key, one.size);
    expect([seen, alive]).toEqual([
      [2, 2],
      [1, 1, 2, 1],
    ]);
  });

  it("takes a hundred thousand entries one by one, which with copies would not end in a test's time", () => {
    let map: ReadonlyMap<number, number> = new Map();
    for (let n = 0; n < 100_000; n++) map = withEntry(map, n, n);
    expect(map.size).toBe(100_000);
  });
});
