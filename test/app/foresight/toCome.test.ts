import { describe, expect, it } from "@jest/globals";
import { scheduleEntries } from "../../../src/app/foresight/pendingAt.ts";
import { tellToCome } from "../../../src/app/foresight/toCome.ts";
import type { Command } from "../../../src/domain/command.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { rowsOn } from "../../../src/projections/rowsOn.ts";
import type { RosterTables } from "../../../src/projections/rosterTables.ts";
import { assign, by, handling, memberId, openQueue, register, today } from "../../support/handling.ts";

const rename = (name: string, to: string, on: string): Command => ({
  type: "RenameMember",
  data: { memberId: memberId(name), on, name: to },
});
const leave = (name: string, lastDay: string): Command => ({
  type: "DeactivateMember",
  data: { memberId: memberId(name), lastDay, reasonCode: "resignation", note: null, acceptUncovered: [] },
});

/** A log on a day that the test sets. */
function days() {
  const log = memoryEventLog({ atomic: true });
  let day = today;
  const clock = { now: () => new Date(`${day}T12:00:00Z`), today: () => day };
  const muster = handling(log, { dataKeys: memoryDataKeys(), clock });
  const tell = tellToCome({ read: muster.read, guardKey: muster.guardKey, entries: scheduleEntries() });
  return { muster, log, tell, comes: (next: string) => (day = next) };
}

/** What a person would see of the rows: how far they were folded, and the ids of assignments, are not of it. */
const seen = ({ members, queues, assignments }: RosterTables) => ({
  members: [...members.values()].map(({ name, team, active, managerId, endDate }) => [
    name,
    team,
    active,
    managerId,
    endDate,
  ]),
  queues: [...queues.values()].map(({ name, minimum, open }) => [name, minimum, open]),
  assignments: [...assignments.values()].map((row) => [row.memberId, row.queueId, row.assignedDate, row.active]),
});

describe("what is to come", () => {
  it("is told as it comes about when its day has come", async () => {
    const { muster, log, tell, comes } = days();
    for (const each of [register("ada"), register("bob"), openQueue("dns"), assign("bob", "dns")])
      await muster.handle([each], by());
    await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    await muster.handle([assign("ada", "dns", "2026-02-02")], by());
    await muster.handle([leave("bob", "2026-02-09")], by());
    await muster.handle([register("cid", { on: "2026-03-01", managerId: memberId("ada"), newTeam: false })], by());
    const position = await log.head();
    const told = await tell({ on: "2026-03-01", position });
    expect(told?.scheduled).toEqual({ applied: 4, refused: [] });
    comes("2026-03-01");
    expect(await muster.changes.applyDue()).toBe(4);
    const streams = [...["ada", "bob", "cid"].map((name) => `member-${memberId(name)}`)];
    const events = await Promise.all(streams.map(async (stream) => (await muster.read(stream)).events));
    const { members, assignments } = seen(rowsOn(events, "2026-03-01"));
    const foreseen = told && seen(told.rows.rows);
    expect(foreseen?.members.toSorted()).toEqual(members.toSorted());
    expect(foreseen?.assignments.toSorted()).toEqual(assignments.toSorted());
    // What was expected then is told as it was, though nothing of it is pending any more.
    expect(await tell({ on: "2026-03-01", position })).toEqual(told);
    expect(await tell({ on: "2026-03-01", position: await log.head() })).toBeUndefined();
  });

  it("is what was pending at the position, and due by the day", async () => {
    const { muster, log, tell } = days();
    await muster.handle([register("ada")], by());
    const before = await log.head();
    const { scheduled } = await muster.handle([rename("ada", "Ada King", "2026-02-01")], by());
    const pending = await log.head();
    const on = "2026-02-01";
    expect(await tell({ on, position: before })).toBeUndefined();
    expect(await tell({ on: "2026-01-31", position: pending })).toBeUndefined();
    expect(seen((await tell({ on, position: pending }))?.rows.rows ?? rowsOn([], on)).members[0]?.[0]).toBe("Ada King");
    await muster.changes.move(scheduled?.changeId ?? "", "2026-04-01", by());
    expect(await tell({ on, position: await log.head() })).toBeUndefined();
    expect((await tell({ on: "2026-04-01", position: await log.head() }))?.scheduled.applied).toBe(1);
    expect((await tell({ on, position: pending }))?.scheduled.applied).toBe(1);
    await muster.changes.cancel(scheduled?.changeId ?? "", by());
    expect(await tell({ on: "2026-04-01", position: await log.head() })).toBeUndefined();
  });

  it("leaves out what would be refused on its day, and says why", async () => {
    const { muster, log, tell } = days();
    await muster.handle([register("ada")], by());
    await muster.handle([openQueue("dns")], by());
    await muster.handle([assign("ada", "dns", "2026-02-02")], by());
    await muster.handle([leave("ada", "2026-01-05")], by());
    const told = await tell({ on: "2026-03-01", position: await log.head() });
    expect(told?.scheduled).toMatchObject({ applied: 0, refused: [{ on: "2026-02-02", code: "member-not-active" }] });
    expect(told?.rows.members.size).toBe(0);
  });
});
