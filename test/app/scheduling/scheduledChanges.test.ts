import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import { runScheduler } from "../../../src/app/scheduling/scheduler.ts";
import type { Command } from "../../../src/domain/command.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { assign, by, handling, memberId, openQueue, register, today } from "../../support/handling.ts";

const rename = (name: string, to: string, on: string): Command => ({
  type: "RenameMember",
  data: { memberId: memberId(name), on, name: to },
});
const leave = (name: string, lastDay: string): Command => ({
  type: "DeactivateMember",
  data: { memberId: memberId(name), lastDay, reasonCode: "resignation", note: "Moves on.", acceptUncovered: [] },
});

/** Processes over one log, on a day that the test sets. */
function days() {
  const log = memoryEventLog({ atomic: true });
  const dataKeys = memoryDataKeys();
  let day = today;
  const clock = { now: () => new Date(`${day}T12:00:00Z`), today: () => day };
  const open = () => handling(log, { dataKeys, clock });
  const muster = open();
  const stored = async () => {
    const events = [];
    for await (const page of log.readAll(0n)) events.push(...(await muster.codec.decode(page)));
    return events.flatMap((event) => (isUnreadable(event) ? [] : [event]));
  };
  return { muster, open, log, stored, clock, comes: (next: string) => (day = next) };
}

const typesOf = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type).filter((type) => type !== "GuardEntered");

describe("a change for a later day", () => {
  it("is scheduled, and nothing of it is in the member's stream before", async () => {
    const { muster, stored } = days();
    await muster.handle([register("ada")], by());
    const outcome = await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    expect(outcome).toMatchObject({ id: memberId("ada"), revision: 0n, events: [], scheduled: { on: "2026-02-01" } });
    expect(typesOf(await stored())).toEqual(["MemberRegistered", "ChangeScheduled"]);
    const { pending } = await muster.changes.list();
    expect(pending).toMatchObject([{ change: { on: "2026-02-01", standing: "pending" } }]);
    expect(await muster.changes.applyDue()).toBe(0);
  });

  it("is applied on its day, for whoever scheduled it and once, whichever processes try", async () => {
    const { muster, open, comes, stored } = days();
    await muster.handle([register("ada")], by());
    const given = { ...by(), reason: "Married." };
    const { scheduled } = await muster.handle([rename("ada", "Ada King", "2026-02-01")], given);
    comes("2026-02-01");
    const settled = await Promise.all([open(), open(), open()].map((each) => each.changes.applyDue()));
    expect(settled.reduce((sum, each) => sum + each)).toBe(1);
    const events = await stored();
    expect(typesOf(events)).toEqual(["MemberRegistered", "ChangeScheduled", "MemberRenamed", "ChangeApplied"]);
    const [renamed, applied] = events.slice(-3).filter(({ type }) => type !== "GuardEntered");
    const scheduling = events.find(({ type }) => type === "ChangeScheduled");
    expect(renamed?.meta).toMatchObject({
      ...{ effectiveOn: "2026-02-01", actor: given.actor, reason: "Married." },
      ...{ causationId: scheduling?.meta.eventId, correlationId: given.commandId },
    });
    expect(applied?.data).toMatchObject({ changeId: scheduled?.changeId, eventIds: [renamed?.meta.eventId] });
    expect(await muster.changes.change(scheduled?.changeId ?? "")).toMatchObject({ change: { standing: "applied" } });
    expect(await muster.changes.list()).toMatchObject({ pending: [], failed: [] });
  });

  it("is applied in the order of dates after days without a worker, each for its own day", async () => {
    const { muster, comes, stored } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Third", "2026-01-20")], by());
    await muster.handle([rename("ada", "First", "2026-01-10")], by());
    await muster.handle([rename("ada", "Second", "2026-01-10")], by());
    comes("2026-01-25");
    expect(await muster.changes.applyDue()).toBe(3);
    const renames = (await stored()).flatMap(({ type, data, meta }) =>
      type === "MemberRenamed" && "to" in data ? [`${data.to} ${meta.effectiveOn}`] : [],
    );
    expect(renames).toEqual(["First 2026-01-10", "Second 2026-01-10", "Third 2026-01-20"]);
  });

  it("is applied on 29 February, for that day", async () => {
    const { muster, comes, stored } = days();
    await muster.handle([register("ada")], by());
    const { scheduled } = await muster.handle([rename("ada", "Ada King", "2028-02-29")], by());
    await expect(muster.changes.move(scheduled?.changeId ?? "", "2029-02-29", by())).rejects.toMatchObject({
      code: "invalid-value",
    });
    comes("2028-02-28");
    expect(await muster.changes.applyDue()).toBe(0);
    comes("2028-02-29");
    expect(await muster.changes.applyDue()).toBe(1);
    expect((await stored()).find(({ type }) => type === "MemberRenamed")?.meta.effectiveOn).toBe("2028-02-29");
  });

  it("is applied once where the clock is set back behind its day afterwards, and holds on", async () => {
    const { muster, comes, stored } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    comes("2026-02-01");
    expect(await muster.changes.applyDue()).toBe(1);
    comes("2026-01-31");
    expect(await muster.changes.applyDue()).toBe(0);
    // Yesterday is today again: what is for the day after it is to come, and is applied on what was.
    const again = await muster.handle([rename("ada", "Ada Byron", "2026-02-01")], by());
    expect(again.scheduled).toMatchObject({ on: "2026-02-01" });
    expect((await muster.handle([rename("ada", "Augusta", "2026-01-31")], by())).events).toHaveLength(1);
    comes("2026-02-01");
    expect(await muster.changes.applyDue()).toBe(1);
    const renames = (await stored()).flatMap(({ type, data, meta }) =>
      type === "MemberRenamed" && "to" in data ? [`${data.to} ${meta.effectiveOn}`] : [],
    );
    expect(renames).toEqual(["Ada King 2026-02-01", "Augusta 2026-01-31", "Ada Byron 2026-02-01"]);
  });

  it("is the same change when it is given again", async () => {
    const { muster, stored } = days();
    await muster.handle([register("ada")], by());
    const context = by();
    const first = await muster.handle([rename("ada", "Ada King", "2026-02-01")], context);
    const again = await muster.handle([rename("ada", "Ada King", "2026-02-01")], context);
    expect(again.scheduled).toEqual(first.scheduled);
    expect(typesOf(await stored())).toEqual(["MemberRegistered", "ChangeScheduled"]);
  });

  it("is still that change when it is repeated after its day, whatever came of it", async () => {
    const { muster, comes, stored } = days();
    await muster.handle([register("ada")], by());
    const context = by();
    const command = rename("ada", "Ada King", "2026-02-01");
    const first = await muster.handle([command], context);
    comes("2026-02-02");
    expect((await muster.handle([command], { ...context, repeated: true })).scheduled).toEqual(first.scheduled);
    await muster.changes.applyDue();
    await muster.handle([rename("ada", "Ada Lovelace", "2026-02-02")], by());
    const again = await muster.handle([command], { ...context, repeated: true });
    expect(again).toMatchObject({ events: [], scheduled: first.scheduled });
    expect(typesOf(await stored()).filter((type) => type === "MemberRenamed")).toHaveLength(2);
  });

  it("names nobody in clear", async () => {
    const { muster, log } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Canary", "2026-02-01")], by());
    for await (const page of log.readAll(0n))
      for (const { bytes } of page) expect(Buffer.from(bytes).toString()).not.toContain("Canary");
  });

  it("is planned with what is pending before it", async () => {
    const { muster } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    expect(await muster.plan([rename("ada", "Ada Byron", "2026-02-02")], by())).toMatchObject([
      { type: "MemberRenamed", effectiveOn: "2026-02-02", data: { from: "Ada King", to: "Ada Byron" } },
    ]);
    expect(await muster.changes.foretold("2026-01-31")).toEqual([]);
    expect(await muster.changes.foretold("2026-02-01")).toMatchObject([{ events: [{ data: { to: "Ada King" } }] }]);
  });
});

describe("what cannot come", () => {
  it("is refused when it is scheduled, by the rule that its day would break", async () => {
    const { muster } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([leave("ada", "2026-01-31")], by());
    await expect(muster.handle([rename("ada", "Ada King", "2026-02-01")], by())).rejects.toMatchObject({
      code: "member-not-active",
    });
    expect((await muster.handle([rename("ada", "Ada King", "2026-01-31")], by())).scheduled).toBeDefined();
  });

  it("is refused where it would make impossible what is pending for later, and names that", async () => {
    const { muster } = days();
    await muster.handle([register("ada")], by());
    const { scheduled } = await muster.handle([rename("ada", "Ada King", "2026-02-15")], by());
    await expect(muster.handle([leave("ada", "2026-01-31")], by())).rejects.toMatchObject({
      code: "conflicts-with-later-change",
      details: { scheduled: [{ changeId: scheduled?.changeId, on: "2026-02-15" }] },
    });
  });

  it("leaves one of two that contradict each other on a day, whoever schedules first", async () => {
    const { muster, open } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([openQueue("cloud")], by());
    const close = {
      type: "CloseQueue",
      data: { ...openQueue("cloud").data, on: "2026-02-01", unassign: false },
    } as Command;
    const tried = await Promise.allSettled([
      open().handle([assign("ada", "cloud", "2026-02-01")], by()),
      open().handle([close], by()),
    ]);
    expect(tried.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await muster.changes.list()).pending).toHaveLength(1);
  });

  it("has failed when its day comes and it is refused, is shown so, and can be moved or cancelled", async () => {
    const { muster, comes } = days();
    await muster.handle([register("ada")], by());
    const { scheduled } = await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    const changeId = scheduled?.changeId ?? "";
    comes("2026-01-31");
    await muster.handle([leave("ada", "2026-01-30")], by());
    comes("2026-02-01");
    expect(await muster.changes.applyDue()).toBe(1);
    const { failed, pending } = await muster.changes.list();
    expect([failed.length, pending.length]).toEqual([1, 0]);
    expect(failed[0]?.events.at(-1)).toMatchObject({ type: "ChangeFailed", data: { code: "member-not-active" } });
    await expect(muster.changes.move(changeId, "2026-03-01", by())).rejects.toMatchObject({
      code: "member-not-active",
    });
    await muster.handle([{ type: "ReactivateMember", data: { memberId: memberId("ada"), on: "2026-02-01" } }], by());
    await muster.changes.move(changeId, "2026-03-01", by());
    comes("2026-03-01");
    expect(await muster.changes.applyDue()).toBe(1);
    expect(await muster.changes.change(changeId)).toMatchObject({ change: { standing: "applied" } });
  });

  it("is cancelled once, and not after its day", async () => {
    const { muster, comes } = days();
    await muster.handle([register("ada")], by());
    const ids: string[] = [];
    for (const name of ["Ada King", "Ada Byron"])
      ids.push((await muster.handle([rename("ada", name, "2026-02-01")], by())).scheduled?.changeId ?? "");
    const [first = "", second = ""] = ids;
    await muster.changes.cancel(first, by());
    await muster.changes.cancel(first, by());
    comes("2026-02-01");
    expect(await muster.changes.applyDue()).toBe(1);
    for (const id of [first, second])
      await expect(muster.changes.move(id, "2026-03-01", by())).rejects.toMatchObject({ code: "change-not-pending" });
    await expect(muster.changes.cancel("nothing", by())).rejects.toMatchObject({ code: "change-unknown" });
  });

  it.each([
    ["a century ahead", [rename("ada", "Ada King", "2126-01-01")], "date-in-future"],
    ["a day that does not exist", [rename("ada", "Ada King", "2027-02-29")], "invalid-value"],
    ["two days at once", [rename("ada", "A", "2026-02-01"), rename("ada", "B", "2026-02-02")], "date-in-future"],
    ["two persons at once", [rename("ada", "A", "2026-02-01"), rename("bob", "B", "2026-02-01")], "invalid-value"],
  ] as const)("is refused for %s", async (_, commands, code) => {
    const { muster } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([register("bob", { newTeam: false })], by());
    const [first, ...others] = commands;
    await expect(muster.handle([first, ...others], by())).rejects.toMatchObject({ code });
  });

  it("that tells of others names them by id, since they may be erased", async () => {
    const { muster, comes } = days();
    await muster.handle([register("ada", { name: "Ada Lovelace" })], by());
    await muster.handle([register("bob", { newTeam: false })], by());
    const lead: Command = {
      type: "ChangeManager",
      data: { memberId: memberId("bob"), on: "2026-02-01", managerId: memberId("ada") },
    };
    await muster.handle([lead], by());
    await muster.handle([leave("ada", "2026-01-05")], by());
    comes("2026-02-01");
    await muster.changes.applyDue();
    const { failed } = await muster.changes.list();
    const told = JSON.stringify(failed[0]?.events.at(-1)?.data);
    expect(told).toContain("manager-not-active");
    expect(told).toContain(`member ${memberId("ada")}`);
    expect(told).not.toContain("Lovelace");
  });
});

describe("the scheduler", () => {
  it("applies what is due at once and when a day begins, while it is the one that is elected", async () => {
    const { muster, comes, clock } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([rename("ada", "Ada King", "2026-01-08")], by());
    await muster.handle([rename("ada", "Ada Byron", "2026-01-09")], by());
    comes("2026-01-08");
    const stop = new AbortController();
    const settled: number[] = [];
    let elections = 0;
    const running = runScheduler(
      {
        ...{ clock, timezone: "UTC", every: { lookMs: 1, readMs: 60_000 } },
        elect: async (signal, work) => {
          elections += 1;
          await work(signal);
        },
        changes: {
          applyDue: async () => {
            const done = await muster.changes.applyDue();
            settled.push(done);
            comes("2026-01-09");
            if (settled.length === 2) stop.abort();
            return done;
          },
        },
      },
      stop.signal,
      (problem) => expect(problem).toBeUndefined(),
    );
    await running;
    expect([settled, elections]).toEqual([[1, 1], 1]);
  });
});
