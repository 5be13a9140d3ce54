import { beforeAll, expect, it } from "@jest/globals";
import { fillWithManyMembers } from "../support/manyMembers.ts";
import { useServed } from "./support.ts";

/** A list of which somebody reads ten thousand pages, one after the other. */
const served = useServed();
const pages = 10_000;

beforeAll(() => fillWithManyMembers(served().database.pool, pages + 200));

it("ten thousand pages lead from one to the next, and the last costs no more than the first", async () => {
  const seen = new Set<unknown>();
  const times: number[] = [];
  let cursor = "";
  let last = "";
  for (let page = 0; page < pages; page++) {
    const asked = performance.now();
    const { status, body } = await served().ask("GET", `/v1/members?active=all&limit=1${cursor}`);
    times.push(performance.now() - asked);
    const [item] = body.items ?? [];
    if (status !== 200 || String(item?.["name"]) <= last) throw new Error(`Page ${page} is ${JSON.stringify(body)}.`);
    last = String(item?.["name"]);
    seen.add(item?.["memberId"]);
    cursor = `&cursor=${String(body["next"])}`;
  }
  expect(seen.size).toBe(pages);
  const [first, deepest] = [median(times.slice(0, 500)), median(times.slice(-500))];
  process.stderr.write(
    `pages: ${pages}, the first in ${first.toFixed(2)} ms, the deepest in ${deepest.toFixed(2)} ms\n`,
  );
  // Had the pages before to be counted through, it would be many times as much.
  expect(deepest).toBeLessThan(3 * first + 2);
});

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
