import { describe, expect, it } from "@jest/globals";
import { asOf } from "../../src/app/asOf.ts";
import type { Muster } from "../../src/app/muster.ts";
import type { AsOfReads } from "../../src/app/ports/asOf.ts";
import type { Position } from "../../src/app/ports/eventLog.ts";

const recorded = ["2026-01-07T10:00:00.000Z", "2026-01-07T12:00:00.000Z"];

/** A Muster of two events, by a clock that the test sets: of all that it has, only what a point is found by. */
function mustering(now: string): Muster {
  const past: Partial<AsOfReads> = {
    newest: () => Promise.resolve(2n),
    positionAt: (instant) => Promise.resolve(BigInt(recorded.filter((each) => each <= instant).length)),
    recordedBy: (position) => Promise.resolve(recorded[Number(position) - 1] ?? null),
    at: () => ({}) as ReturnType<AsOfReads["at"]>,
  };
  return {
    past,
    clock: { now: () => new Date(now), today: () => now.slice(0, 10) },
    calendar: () => Promise.resolve({ timezone: "UTC", today: () => now.slice(0, 10) }),
    toCome: () => Promise.resolve(undefined),
    head: () => Promise.resolve(2n),
    waitFor: (position: Position) => Promise.resolve(position),
  } as unknown as Muster;
}

const pointAt = async (now: string, knownAt: string) => (await asOf(mustering(now), { knownAt })).point;

describe("an instant up to which things were known", () => {
  it("stands for the last position before the first event after it", async () => {
    const now = "2026-01-07T13:00:00.000Z";
    expect(await pointAt(now, "2026-01-07T09:59:59Z")).toMatchObject({ position: 0n });
    expect(await pointAt(now, "2026-01-07T11:00:00+01:00")).toMatchObject({ position: 1n });
    expect(await pointAt(now, "2026-01-07T12:30Z")).toMatchObject({ position: 2n });
  });

  it("is refused where it has not come", async () => {
    const asked = pointAt("2026-01-07T13:00:00.000Z", "2026-01-07T13:00:00.001Z");
    await expect(asked).rejects.toMatchObject({ code: "invalid-value", details: { field: "knownAt" } });
  });

  it("may be that of the newest event though the clock was set back since, for an answer may have named it", async () => {
    const setBack = "2026-01-07T11:30:00.000Z";
    expect(await pointAt(setBack, recorded[1] ?? "")).toMatchObject({ position: 2n });
    await expect(pointAt(setBack, "2026-01-07T12:00:00.001Z")).rejects.toMatchObject({ code: "invalid-value" });
  });

  it.each([
    ["2025-02-30T09:00:00Z", "30 February"],
    ["2025-02-29T09:00:00Z", "29 February of a common year"],
    ["2025-04-31T09:00:00+02:00", "31 April"],
    ["2025-03-09T02:30:00", "a local time, which may be never or twice"],
    ["2025-01-01T25:00:00Z", "an hour that is not"],
    ["2025-01-01T00:00:00+24:00", "an offset that is not"],
    ["", "nothing"],
  ])("is refused: %s, %s", async (knownAt) => {
    await expect(pointAt("2026-01-07T13:00:00.000Z", knownAt)).rejects.toMatchObject({
      code: "invalid-value",
      message: expect.stringContaining("is no instant") as unknown,
    });
  });
});
