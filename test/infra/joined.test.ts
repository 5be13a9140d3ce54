import { describe, expect, it } from "@jest/globals";
import { joined } from "../../src/infra/joined.ts";

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
