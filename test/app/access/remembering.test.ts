import { describe, expect, it } from "@jest/globals";
import { AccessDenied } from "../../../src/app/access/access.ts";
import type { Verified } from "../../../src/app/access/authentication.ts";
import { AuthenticationUnavailable, Unauthenticated } from "../../../src/app/access/failures.ts";
import type { Principal } from "../../../src/app/access/principal.ts";
import { remembering } from "../../../src/app/access/remembering.ts";

const ada: Principal = { actor: { issuer: "t", subject: "ada" }, roles: ["reader"], team: null, memberId: null };
const away = new AuthenticationUnavailable("away");
const invalid = new Unauthenticated("invalid", "no");

/** A verifier whose next answers are given, on clocks that a test moves. */
function verifying({ most = 100, patience = 60_000 } = {}) {
  const state = {
    ticks: 1_000_000,
    now: Date.parse("2026-01-01T00:00:00Z"),
    asked: [] as string[],
    answer: (_token: string): Promise<Verified> => Promise.resolve({ principal: ada, endsAt: Infinity }),
  };
  const limits = { freshMs: 500, refusedMs: 500, rememberedMs: 300_000, most };
  const ask = remembering(
    (token) => {
      state.asked.push(token);
      return state.answer(token);
    },
    { ticks: () => state.ticks, now: () => state.now },
    { ...limits, patienceMs: { known: 10, fresh: patience } },
  );
  const pass = (ms: number) => {
    state.ticks += ms;
    state.now += ms;
  };
  return { state, ask, pass, fails: (error: Error) => (state.answer = () => Promise.reject(error)) };
}

describe("a token that was verified", () => {
  it("is not looked at again within half a second, and is after it", async () => {
    const { state, ask, pass } = verifying();
    expect(await ask("t")).toEqual(ada);
    pass(499);
    await ask("t");
    expect(state.asked).toHaveLength(1);
    pass(1);
    expect(await ask("t")).toEqual(ada);
    expect(state.asked).toHaveLength(2);
  });

  it("is looked at once for all who bring it at the same time", async () => {
    const { state, ask } = verifying();
    await Promise.all(Array.from({ length: 20 }, () => ask("t")));
    expect(state.asked).toHaveLength(1);
  });

  it("is refused within a second once it is revoked", async () => {
    const { ask, pass, fails } = verifying();
    await ask("t");
    fails(invalid);
    pass(500);
    await expect(ask("t")).rejects.toBe(invalid);
  });

  it("is refused when its time is up, also while its answer is fresh", async () => {
    const { state, ask, pass } = verifying();
    const endsAt = state.now + 100;
    state.answer = () => Promise.resolve({ principal: ada, endsAt });
    await ask("t");
    pass(100);
    await expect(ask("t")).rejects.toMatchObject({ fault: "expired" });
  });
});

describe("while what verifies is away", () => {
  it("reads on for five minutes, with the same roles, and no longer", async () => {
    const { ask, pass, fails } = verifying();
    await ask("t");
    fails(away);
    pass(299_999);
    expect(await ask("t")).toEqual({ ...ada, remembered: true });
    pass(1);
    await expect(ask("t")).rejects.toBe(away);
  });

  it("refuses a token that has expired meanwhile", async () => {
    const { state, ask, pass, fails } = verifying();
    const endsAt = state.now + 60_000;
    state.answer = () => Promise.resolve({ principal: ada, endsAt });
    await ask("t");
    fails(away);
    pass(60_000);
    await expect(ask("t")).rejects.toMatchObject({ fault: "expired" });
  });

  it("lets nobody in who is new", async () => {
    const { ask, fails } = verifying();
    await ask("t");
    fails(away);
    await expect(ask("other")).rejects.toBe(away);
  });

  it("lets nobody in whose last answer was a refusal", async () => {
    const { ask, pass, fails } = verifying();
    await ask("t");
    fails(invalid);
    pass(500);
    await expect(ask("t")).rejects.toBe(invalid);
    fails(away);
    pass(500);
    await expect(ask("t")).rejects.toBe(away);
  });

  it("counts as away what does not answer, asks seldom, and is itself again when an answer comes", async () => {
    const { state, ask, pass } = verifying();
    await ask("t");
    let answer: (verified: Verified) => void = () => undefined;
    state.answer = () => new Promise((resolve) => (answer = resolve));
    pass(500);
    expect(await ask("t")).toMatchObject({ remembered: true });
    expect(await ask("t")).toMatchObject({ remembered: true });
    pass(500);
    expect(await ask("t")).toMatchObject({ remembered: true });
    // The first question is still open, and no second one was put.
    expect(state.asked).toHaveLength(2);
    answer({ principal: ada, endsAt: Infinity });
    state.answer = () => Promise.resolve({ principal: ada, endsAt: Infinity });
    pass(500);
    expect(await ask("t")).toEqual(ada);
  });

  it("asks again where a question was never answered", async () => {
    const { state, ask, pass } = verifying({ patience: 10 });
    const works = state.answer;
    state.answer = () => new Promise(() => undefined);
    await expect(ask("t")).rejects.toThrow(AuthenticationUnavailable);
    state.answer = works;
    pass(1);
    expect(await ask("t")).toEqual(ada);
  });

  it("refuses no longer than it must: the first question after half a second finds it back", async () => {
    const { state, ask, pass, fails } = verifying();
    await ask("t");
    const works = state.answer;
    fails(away);
    pass(500);
    await ask("t");
    state.answer = works;
    expect(await ask("t")).toMatchObject({ remembered: true });
    pass(500);
    expect(await ask("t")).toEqual(ada);
  });
});

describe("a token that was refused", () => {
  it.each([invalid, new AccessDenied(null, "no role")])(
    "is not looked at again for a short time: %s",
    async (error) => {
      const { state, ask, pass, fails } = verifying();
      fails(error);
      for (let time = 0; time < 5; time += 1) await expect(ask("t")).rejects.toBe(error);
      expect(state.asked).toHaveLength(1);
      pass(500);
      await expect(ask("t")).rejects.toBe(error);
      expect(state.asked).toHaveLength(2);
    },
  );

  it("pushes nothing that was verified out of memory, however many there are", async () => {
    const { state, ask, pass, fails } = verifying({ most: 3 });
    const works = state.answer;
    await ask("good");
    fails(invalid);
    for (let n = 0; n < 50; n += 1) await ask(`bad ${n}`).catch(() => undefined);
    fails(away);
    pass(500);
    expect(await ask("good")).toMatchObject({ remembered: true });
    state.answer = works;
  });
});

it("remembers so many and no more", async () => {
  const { ask, pass, fails } = verifying({ most: 3 });
  for (const token of ["a", "b", "c", "d"]) await ask(token);
  fails(away);
  pass(500);
  await expect(ask("a")).rejects.toBe(away);
  for (const token of ["b", "c", "d"]) expect(await ask(token)).toMatchObject({ remembered: true });
});

it("passes on what nobody expected, and remembers nothing of it", async () => {
  const { state, ask, pass, fails } = verifying();
  await ask("t");
  const works = state.answer;
  const bug = new Error("bug");
  fails(bug);
  pass(500);
  await expect(ask("t")).rejects.toBe(bug);
  state.answer = works;
  expect(await ask("t")).toEqual(ada);
});
