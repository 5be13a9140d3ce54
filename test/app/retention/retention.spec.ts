import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkBundle } from "../../../src/app/audit/checkBundle.ts";
import { listRetention } from "../../../src/app/retention/listing.ts";
import { openArchive } from "../../../src/app/retention/openArchive.ts";
import { memberStream } from "../../../src/domain/event.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { by, memberId, register, today } from "../../support/handling.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { actor, type Retaining, retaining, someHistories } from "./support.ts";

let database: TestDatabase;
let world: Retaining;

beforeEach(async () => {
  database = await createTestDatabase();
  world = retaining(database.pool);
  await someHistories(world);
});
afterEach(async () => {
  await world.close();
  await database.drop();
});

const ada = memberId("Ada");
const named = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
const archiveOf = (id: string): Buffer => {
  const folder = join(world.folder, "archives");
  return readFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith(id)) ?? "none"));
};
const rowsOf = async (id: string) => {
  const of = async (table: string, order: string) =>
    (
      await world.pool.query<Record<string, unknown>>(`select * from ${table} where member_id = $1 order by ${order}`, [
        id,
      ])
    ).rows;
  return {
    members: await of("team_members", "1"),
    assignments: await of("team_queue_assignments", "assignment_id"),
    history: await of("team_member_history", "history_id"),
  };
};

describe("a dry run", () => {
  it("lists who is due, whom a hold keeps, and when the next one is", async () => {
    const list = await listRetention(world.parts);
    expect({ due: named(list.due), held: named(list.held), next: list.next, kept: list.kept }).toEqual({
      ...{ due: ["Eve", "Ada King"], held: ["Dot"], next: "2027-06-30", kept: 1 },
    });
    // Who left on a 29 February is kept to 1 March.
    expect(list.due[1]).toMatchObject({ lastDay: "2016-02-29", until: "2023-03-01" });
    expect(list.held[0]?.holds).toHaveLength(1);
  });

  it("keeps longer where a setting says so, and never shorter", async () => {
    expect(named((await listRetention({ ...world.parts, years: 15 })).due)).toEqual([]);
    expect(named((await listRetention({ ...world.parts, years: 1 })).due)).toEqual(["Eve", "Ada King"]);
  });
});

describe("a run", () => {
  it("leaves tombstones, figures as they were, and a log, ledger and tables that verify and rebuild", async () => {
    const before = await world.facts();
    expect((await world.verified()).differences).toEqual([]);
    const { sealed, skipped, problems } = await world.run();
    expect({ sealed: named(sealed), skipped, problems }).toEqual({
      sealed: ["Eve", "Ada King"],
      skipped: [],
      problems: [],
    });

    const { rows } = await world.pool.query<{ type: string; text: string }>(
      "select type, convert_from(bytes, 'UTF8') as text from muster.events where stream = $1 order by revision",
      [memberStream(ada)],
    );
    expect(
      rows
        .slice(0, -1)
        .every(({ text }) => /^\{"digest":"[0-9a-f]{64}","recordedAt":"[^"]+","tombstone":1\}$/.test(text)),
    ).toBe(true);
    expect(rows.at(-1)?.type).toBe("MemberSealed");
    expect(await world.facts()).toEqual(before);
    const { ok, differences } = await world.verified();
    expect({ ok, differences }).toEqual({ ok: true, differences: [] });
    expect(await world.projections.rebuild()).toMatchObject({ changed: 0 });
    const left = await rowsOf(ada);
    expect({
      ...left,
      history: left.history.map((row) => [row["change_type"], row["changed_by"], row["reason"]]),
    }).toEqual({
      ...{ members: [], assignments: [] },
      history: [["MemberSealed", `${actor.issuer}:${actor.subject}`, "seven years"]],
    });
  });

  it("writes an archive for its owner alone, which proves itself and replays to the same rows", async () => {
    const before = await rowsOf(ada);
    const { sealed } = await world.run();
    const bytes = archiveOf(ada);
    const report = await checkBundle([bytes], undefined, await world.parts.keys.published());
    expect(report).toMatchObject({ ok: true, faults: [], unsigned: 0, trusted: true });
    expect(statSync(sealed[0]?.path ?? "").mode & 0o777).toBe(0o600);
    expect(bytes.toString()).not.toContain("Canary");

    const { rows } = await openArchive(bytes, { sealing: aesSealing, archiveKeys: world.parts.archiveKeys });
    const [row] = before.members;
    expect(rows.members.get(ada)).toMatchObject({
      ...{ name: row?.["name"], email: row?.["email"], team: row?.["team"], title: row?.["title"] },
      ...{ active: false, managerId: row?.["manager_id"], skills: row?.["skills"], endDate: "2016-02-29" },
      ...{ revision: BigInt(String(row?.["revision"])), position: BigInt(String(row?.["position"])) },
    });
    expect(rows.members.size).toBe(1);
    expect(
      [...rows.assignments.values()]
        .map((each) => [each.assignmentId, each.queueName, each.assignmentType, each.active])
        .sort(),
    ).toEqual(
      before.assignments
        .map((each) => [each["assignment_id"], each["queue_name"], each["assignment_type"], each["active"]])
        .sort(),
    );
    expect(
      [...rows.history.values()]
        .map((each) => [each.historyId, each.fieldName, each.oldValue, each.newValue, each.reason])
        .sort(),
    ).toEqual(
      before.history
        .map((each) => [each["history_id"], each["field_name"], each["old_value"], each["new_value"], each["reason"]])
        .sort(),
    );
  });

  it("leaves an archive that is caught with one bit flipped", async () => {
    await world.run();
    const bytes = Buffer.from(archiveOf(ada));
    for (const at of [200, Math.floor(bytes.length / 2), bytes.length - 50]) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      expect((await checkBundle([flipped], undefined, await world.parts.keys.published())).ok).toBe(false);
    }
  });

  it("leaves nobody who can change, come back or be taken back; the address is free again", async () => {
    const events = (await world.handler.read(memberStream(ada))).events;
    await world.run();
    const rename = { type: "RenameMember", data: { memberId: ada, on: "2026-01-01", name: "X" } } as const;
    const rehire = { type: "RehireMember", data: { memberId: ada, on: "2014-01-01", newTeam: false } } as const;
    await expect(world.handler.handle([rename], by())).rejects.toMatchObject({ code: "member-sealed" });
    await expect(world.handler.handle([rehire], by())).rejects.toMatchObject({ code: "member-sealed" });
    await expect(world.handler.undo(events[1]?.meta.eventId ?? "", by())).rejects.toMatchObject({
      code: "member-sealed",
    });
    await world.give(register("Ada Two", { on: today, newTeam: false, email: "Ada@example.org" }));
    expect((await world.verified()).ok).toBe(true);
  });

  it("does nothing the second time, and seals who was held once the hold is released", async () => {
    await world.run();
    expect(await world.run()).toMatchObject({ sealed: [], finished: [], skipped: [] });
    const [hold] = await world.handler.holds.list();
    await world.handler.holds.release(hold?.holdId ?? "", by());
    expect(named((await world.run()).sealed)).toEqual(["Dot"]);
    expect((await world.verified()).differences).toEqual([]);
  });
});
