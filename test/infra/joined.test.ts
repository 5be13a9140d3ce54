import { describe, expect, it } from "@jest/globals";
import { joined, joinedBy } from "../../src/infra/joined.ts";

/** Questions that are answered when the test says so. */
function questions() {
  const asked: { answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  const ask = joined(() => new Promise<string>((answer, fail) => asked.push({ answer, fail })));
  return { asked, ask };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("what is asked together", () => {
  it("is asked at once where nobody waits, and then once for all who come meanwhile", async () => {
    const { asked, ask } = questions();
    const first = ask();
    const others = [ask(), ask()];
    expect(asked).toHaveLength(1);
    asked[0]?.answer("before");
    expect(await first).toBe("before");
    await turn();
    expect(asked).toHaveLength(2);
    asked[1]?.answer("after");
    expect(await Promise.all(others)).toEqual(["after", "after"]);
  });

  it("goes on after a failure, which those alone hear of who asked for it", async () => {
    const { asked, ask } = questions();
    const first = ask();
    const second = ask();
    asked[0]?.fail(new Error("away"));
    await expect(first).rejects.toThrow("away");
    await turn();
    asked[1]?.answer("back");
    expect(await second).toBe("back");
    const third = ask();
    await turn();
    asked[2]?.answer("still");
    expect(await third).toBe("still");
  });
});

describe("what is asked together by its name", () => {
  it("is asked anew for each name, once for all who come meanwhile, and kept for nobody after them", async () => {
    const asked: { name: string; answer: (value: string) => void }[] = [];
    const by = joinedBy<string>();
    const ask = (name: string) => by(name, () => new Promise((answer) => asked.push({ name, answer })));
    const [first, again, other] = [ask("a"), ask("a"), ask("b")];
    expect(asked.map(({ name }) => name)).toEqual(["a", "b"]);
    asked[0]?.answer("before");
    asked[1]?.answer("other");
    expect(await Promise.all([first, other])).toEqual(["before", "other"]);
    await turn();
    asked[2]?.answer("after");
    expect(await again).toBe("after");
    const later = ask("a");
    expect(asked).toHaveLength(4);
    asked[3]?.answer("later");
    expect(await later).toBe("later");
  });
});
