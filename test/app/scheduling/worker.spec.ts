import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import { newCommandId } from "../../../src/app/ids.ts";
import type { Muster } from "../../../src/app/muster.ts";
import { rosterChanges } from "../../../src/app/roster/rosterChanges.ts";
import { readConfig } from "../../../src/config.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { openMuster } from "../../../src/openMuster.ts";
import { giveOn } from "../../support/earlierDays.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";

/** Scheduled changes and their worker, in two Musters over one Postgres, after a week in which nobody was there. */
let database: TestDatabase;
const home = mkdtempSync(join(tmpdir(), "muster-worker-"));
const day = (n: number): string => addDays(new Date().toISOString().slice(0, 10), n);
const by = () => ({ commandId: newCommandId(), actor: { issuer: "test", subject: "hr" } });
const settings = () => ({ DATABASE_URL: database.url, MUSTER_HOME: home, MUSTER_TIMEZONE: "UTC" });
const open = (): Promise<Muster> => openMuster(readConfig(settings()), { workingDirectory: home, environment: {} });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

/** Waits until each of them is settled, one way or the other; the test's own time ends it otherwise. */
async function settled(muster: Muster, changes: readonly string[]) {
  for (;;) {
    const found = await Promise.all(changes.map((each) => muster.scheduled.change(each)));
    if (found.every(({ change }) => change.standing !== "pending")) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ada(muster: Muster): Promise<string> {
  const person = { name: "Ada", email: "ada@example.com", team: "engineering", newTeam: true, start: "2025-01-01" };
  const { id, position } = await rosterChanges(muster).addMember(person, by());
  await muster.settle(position);
  return id;
}

describe("two processes after a week without any", () => {
  it("apply each change once, in the order of dates, each for its own day; what is refused has failed with its reason", async () => {
    const [one, other] = [await open(), await open()];
    const memberId = await ada(one);
    // Scheduled in another order than they are for, nine days ago.
    const changes = await giveOn(
      ...([day(-9), settings()] as const),
      { type: "RenameMember", data: { memberId, on: day(-3), name: "Ada Lovelace" } },
      { type: "RenameMember", data: { memberId, on: day(-7), name: "Ada King" } },
      { type: "TransferMember", data: { memberId, on: day(-5), team: "platform", newTeam: true } },
      { type: "ChangeMemberDetails", data: { memberId, on: day(-1), title: "Countess" } },
    );
    // What was learned meanwhile makes the last of them impossible.
    const leaving = { reasonCode: "resignation", lastDay: day(-2) } as const;
    await rosterChanges(one).deactivateMember(memberId, leaving, by());
    const stop = new AbortController();
    const problems: unknown[] = [];
    const running = [one, other].map((each) => each.run(stop.signal, (problem) => problems.push(problem)));
    const found = await settled(one, changes);
    stop.abort();
    await Promise.all(running);
    expect(found.map(({ change }) => change.standing)).toEqual(["applied", "applied", "applied", "failed"]);
    expect(found[3]?.events.at(-1)).toMatchObject({
      type: "ChangeFailed",
      data: { code: "member-not-active", on: day(-1), sentence: expect.stringContaining("Ada") },
    });
    const causes = new Set(found.map(({ events: [{ meta }] }) => meta.eventId));
    const events = [];
    for await (const page of one.events(0n)) events.push(...page);
    const applied = events.flatMap((event) =>
      !isUnreadable(event) && causes.has(event.meta.causationId) && "memberId" in event.data
        ? [[event.type, event.meta.effectiveOn]]
        : [],
    );
    expect(applied).toEqual([
      ["MemberRenamed", day(-7)],
      ["MemberTransferred", day(-5)],
      ["MemberRenamed", day(-3)],
    ]);
    await one.settle(await one.head());
    expect(await one.queries.member(memberId)).toMatchObject({ name: "Ada Lovelace", team: "platform", active: false });
    expect((await one.queries.history(memberId)).filter(({ fieldName }) => fieldName === "name")).toMatchObject([
      { newValue: "Ada Lovelace", effectiveOn: day(-3), changedBy: "test:earlier", reason: "as agreed" },
      { newValue: "Ada King", effectiveOn: day(-7) },
      { newValue: "Ada" },
    ]);
    expect((await one.verify()).ok).toBe(true);
    expect(problems).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  }, 60_000);
});
