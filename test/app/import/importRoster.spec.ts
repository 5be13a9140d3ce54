import { describe, expect, it } from "@jest/globals";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { MemberCommand } from "../../../src/domain/member/messages.ts";
import { by } from "../../support/handling.ts";
import { changed, olderRoster, type SampleFile, sampleText, useBox } from "./support.ts";

const box = useBox();
const assignments = async () => {
  const { rows } = await box().pool.query<{ what: string }>(
    `select m.name || '/' || a.queue_name || '/' || a.assignment_type || '/' || a.assigned_date || '/' || m.start_date as what
     from team_queue_assignments a join team_members m using (member_id) where a.active order by 1`,
  );
  return rows.map(({ what }) => what);
};
const memberOf = async (name: string): Promise<string> => {
  const { rows } = await box().pool.query<{ id: string }>("select member_id as id from team_members where name = $1", [
    name,
  ]);
  return rows[0]?.id ?? "";
};
const give = async (command: MemberCommand) => {
  const { position } = await box().handler.handle([command], by());
  await box().projections.catchUp(position);
};

describe("importing the sample", () => {
  it("registers 11 members with 33 assignments and keeps the file from then on", async () => {
    const report = await box().import();
    expect(report).toMatchObject({
      team: "engineering",
      queuesOpened: 3,
      membersRegistered: 11,
      assignmentsMade: 33,
      alreadyPresent: { members: 0, assignments: 0 },
      backupMade: true,
      verified: true,
      verification: { members: { file: 11, tables: 11 }, assignments: { file: 33, tables: 33 }, differences: [] },
      written: { kind: "written", edited: [], keptAside: null },
    });
    await box().whole();
    expect((await assignments())[0]).toBe("Abdallah Ziadeh/Cloud - Infrastructure/primary/2025-01-01/2025-01-01");
    expect(report.position).toBe(await box().log.head());
    expect(box().json()).toMatchObject({
      team_source: "database",
      my_team: { sync: { position: String(report.position) } },
    });
    expect(box().json().my_team.members[0]?.queues).toHaveLength(3);
  });

  it("makes a backup first, byte for byte, for its owner's eyes alone", async () => {
    const { backup } = await box().import();
    expect(readFileSync(backup ?? "", "utf8")).toBe(sampleText);
    expect(statSync(backup ?? "").mode & 0o777).toBe(0o600);
  });

  it("changes nothing when it is run again, and makes no other backup", async () => {
    const first = await box().import();
    const [text, names] = [box().text(), box().names()];
    const again = await box().import();
    expect(again).toMatchObject({
      ...{
        queuesOpened: 0,
        membersRegistered: 0,
        assignmentsMade: 0,
        alreadyPresent: { members: 11, assignments: 33 },
      },
      ...{ backup: first.backup, backupMade: false, verified: true, position: first.position },
    });
    expect([box().text(), box().names()]).toEqual([text, names]);
  });

  it("shows in a dry run what it would do, and does nothing", async () => {
    const head = await box().log.head();
    const report = await box().import({ dryRun: true, compareWith: olderRoster });
    expect(report).toMatchObject({
      ...{ dryRun: true, queuesOpened: 3, membersRegistered: 11, assignmentsMade: 33, backup: null },
      ...{ verification: null, written: null, comparison: [] },
    });
    expect(report.plan).toHaveLength(14);
    expect(report.plan.slice(2, 4)).toEqual([
      "open the queue Cloud - L3 Escalation on 2025-01-01",
      "register Trevor Harte from 2025-01-01 with 3 queues",
    ]);
    expect([await box().log.head(), box().text(), box().names()]).toEqual([head, sampleText, ["prefs.json"]]);
  });

  it("takes names of any script, and what looks like SQL, through tables and file as they are", async () => {
    const names = ["مريم العلي", "王小明", "👩🏽‍💻 Zoë", "'; drop table team_members; --", String.raw`\u0000 "q"`];
    const members = names.map((name, n) => ({ name, email: `m${n}@orro.group` }));
    box().write(changed(({ my_team }) => (my_team.members = members)));
    expect(await box().import()).toMatchObject({ membersRegistered: 5, verified: true });
    expect(
      box()
        .json()
        .my_team.members.map(({ name }) => name),
    ).toEqual(names);
  });

  it("tells how far it is", async () => {
    const told: string[] = [];
    await box().import({ onProgress: (done, total) => told.push(`${done}/${total}`) });
    expect(told).toEqual(Array.from({ length: 15 }, (_, done) => `${done}/14`));
  });
});

describe("dates and types of assignments", () => {
  const one = (more: Partial<SampleFile["my_team"]["members"][0]>, team: Record<string, unknown> = {}) =>
    changed(({ my_team }) => {
      my_team.members = [{ name: "Ada", email: "ada@x.org", ...more }];
      my_team.queues = ["A", "B"];
      Object.assign(my_team, team);
    });

  it("come from the options where the file says nothing", async () => {
    box().write(one({}));
    await box().import({ assignedDate: "2024-06-01", type: "trainee" });
    expect(await assignments()).toEqual(["Ada/A/trainee/2024-06-01/2024-06-01", "Ada/B/trainee/2024-06-01/2024-06-01"]);
  });

  it("come from the assignment, the member or the team, whichever is nearest", async () => {
    const queues = [{ queue: "B", assigned_date: "2025-05-05", type: "trainee" }, "A"];
    box().write(one({ queues, assigned_date: "2025-04-04", type: "contractor" }, { assignment_type: "backup" }));
    await box().import({ assignedDate: "2024-06-01" });
    expect(await assignments()).toEqual(["Ada/A/backup/2025-04-04/2025-04-04", "Ada/B/trainee/2025-05-05/2025-04-04"]);
  });

  it("are today for who has no assignment, and queues open on the file's earliest", async () => {
    box().write(
      changed(({ my_team }) => {
        my_team.queues = ["A"];
        my_team.members = [
          { name: "Ada", email: "ada@x.org", queues: [] },
          { name: "Bo", email: "bo@x.org", assigned_date: "2025-03-03" },
        ];
      }),
    );
    expect((await box().import()).verified).toBe(true);
    const { rows } = await box().pool.query(
      "select name, start_date::text as on from team_members union select name, opened_on::text from queues order by 1",
    );
    expect(rows).toEqual([
      { name: "A", on: "2025-03-03" },
      { name: "Ada", on: "2026-01-07" },
      { name: "Bo", on: "2025-03-03" },
    ]);
  });
});

describe("a second source", () => {
  it("agrees with the sample", async () =>
    expect((await box().import({ compareWith: olderRoster })).comparison).toEqual([]));

  it("is told of in every way in which it differs, and order is none", async () => {
    const roster = JSON.parse(readFileSync(olderRoster, "utf8")) as {
      team: string;
      members: { name: string; email: string; active: boolean; queues: string[] }[];
    };
    const [first, second, third, fourth, fifth] = roster.members;
    if (!first || !second || !third || !fourth || !fifth) throw new Error("The sample has eleven.");
    first.name = "Trevor H.";
    second.active = false;
    third.email = "dion@elsewhere.example";
    fourth.queues = fourth.queues.slice(1);
    fifth.queues.reverse();
    roster.members.push({ name: "Gone", email: "gone@x.org", active: false, queues: [] });
    roster.members.reverse();
    const path = box().path.replace("prefs", "roster");
    writeFileSync(path, JSON.stringify({ ...roster, team: "platform" }));
    const { comparison, verified } = await box().import({ compareWith: path });
    expect(verified).toBe(true);
    expect(comparison).toHaveLength(6);
    expect(comparison).toEqual(
      expect.arrayContaining([
        { kind: "team", email: null, ours: "engineering", theirs: "platform" },
        { kind: "missing", email: "dion@elsewhere.example", ours: null, theirs: "Dion Jewell" },
        { kind: "extra", email: "dion.jewell@orro.group", ours: "Dion Jewell", theirs: null },
        { kind: "extra", email: "llewellyn.booth@orro.group", ours: "Llewellyn Booth", theirs: null },
        { kind: "name", email: "trevor.harte@orro.group", ours: "Trevor Harte", theirs: "Trevor H." },
        {
          kind: "queues",
          email: "michael.villaflor@orro.group",
          ours: "Cloud - Infrastructure, Cloud - L3 Escalation, Cloud - Security",
          theirs: "Cloud - L3 Escalation, Cloud - Security",
        },
      ]),
    );
  });

  it("is refused before the first event where it is no roster", async () => {
    const head = await box().log.head();
    const path = box().path.replace("prefs", "roster");
    writeFileSync(path, `{"team": "engineering", "members": [{"name": "A", "email": "a@x.org"}]}`);
    await expect(box().import({ compareWith: path })).rejects.toThrow(
      "line 1, column 37 (members[0]): the key queues is missing here",
    );
    expect(await box().log.head()).toBe(head);
  });
});

describe("importing into a log that has some of it", () => {
  it("adds who and what was added to the file, and takes nothing away", async () => {
    await box().import();
    const file = box().json();
    file.my_team.members.push({ name: "Ada", email: "ada@orro.group" });
    file.my_team.members.splice(0, 1);
    file.my_team.queues.push("Networks");
    file.my_team.members[0]?.queues?.push("Networks");
    box().write(JSON.stringify(file, null, 2));
    expect(await box().import()).toMatchObject({
      ...{
        queuesOpened: 1,
        membersRegistered: 1,
        assignmentsMade: 5,
        alreadyPresent: { members: 10, assignments: 30 },
      },
      ...{ backupMade: true, verified: true },
    });
    expect(
      box()
        .json()
        .my_team.members.map(({ name }) => name),
    ).toContain("Trevor Harte");
  });

  it("knows a member by the address, whatever its case, and tells what differs", async () => {
    await box().import();
    box().write(sampleText.replace("olli.ojala@", "Olli.Ojala@").replace("Olli Ojala", "Olli"));
    const { verified, verification, membersRegistered } = await box().import();
    expect([membersRegistered, verified]).toEqual([0, false]);
    expect(verification?.differences).toEqual([
      expect.objectContaining({ what: "name", email: "Olli.Ojala@orro.group", expected: "Olli", found: "Olli Ojala" }),
    ]);
  });

  it("registers anew who was registered in error", async () => {
    await box().import();
    const memberId = await memberOf("Olli Ojala");
    await give({ type: "VoidRegistration", data: { memberId, on: "2026-01-07", acceptUncovered: [] } });
    box().write(sampleText);
    expect(await box().import()).toMatchObject({ membersRegistered: 1, assignmentsMade: 3, verified: true });
    expect(await memberOf("Olli Ojala")).not.toBe(memberId);
  });

  it("registers another member under an address that was given up", async () => {
    await box().import();
    const memberId = await memberOf("Olli Ojala");
    await give({ type: "ChangeMemberEmail", data: { memberId, on: "2025-06-01", email: "olli@new.example" } });
    box().write(
      changed(({ my_team }) => (my_team.members = [{ name: "Olli the Second", email: "olli.ojala@orro.group" }])),
    );
    expect(await box().import({ assignedDate: "2025-07-01" })).toMatchObject({ membersRegistered: 1, verified: true });
  });

  it("does not take what the file does not know yet for a wish", async () => {
    await box().import();
    const memberId = await memberOf("Olli Ojala");
    const leaving = {
      memberId,
      lastDay: "2025-12-31",
      reasonCode: "resignation",
      note: null,
      acceptUncovered: [],
    } as const;
    await give({ type: "DeactivateMember", data: leaving });
    expect(box().json().my_team.members).toHaveLength(11);
    expect(await box().import()).toMatchObject({
      membersRegistered: 0,
      alreadyPresent: { members: 10, assignments: 30 },
      verified: true,
    });
    expect(box().json().my_team.members).toHaveLength(10);
  });
});

describe("an import that a rule refuses", () => {
  const untouched = async (work: () => Promise<unknown>): Promise<unknown> => {
    const [head, text, names] = [await box().log.head(), box().text(), box().names()];
    const error: unknown = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect([await box().log.head(), box().text(), box().names()]).toEqual([head, text, names]);
    return error;
  };

  it("names a member who has left, and changes nothing", async () => {
    await box().import();
    const memberId = await memberOf("Olli Ojala");
    const leaving = {
      memberId,
      lastDay: "2025-12-31",
      reasonCode: "resignation",
      note: null,
      acceptUncovered: [],
    } as const;
    await give({ type: "DeactivateMember", data: leaving });
    box().write(sampleText);
    expect(await untouched(() => box().import())).toMatchObject({
      code: "member-not-active",
      message: expect.stringMatching(
        /prefs.json, line 21, column 7 \(my_team.members\[4\]\): Olli Ojala has left \(last day 2025-12-31\)/,
      ),
    });
  });

  it("names a queue that is closed", async () => {
    await box().import();
    const queue = (await box().parts.queries.queues())[0];
    const command = {
      type: "CloseQueue",
      data: { queueId: queue?.queueId ?? "", on: "2026-01-07", unassign: true },
    } as const;
    await box().projections.catchUp((await box().handler.handle([command], by())).position);
    box().write(sampleText);
    expect(await untouched(() => box().import())).toMatchObject({
      code: "queue-closed",
      message: expect.stringContaining("the queue Cloud - Infrastructure was closed on 2026-01-07"),
    });
  });

  it("names a team that is another's but for its case", async () => {
    await box().import();
    box().write(
      changed(({ my_team }) => {
        my_team.team = "Engineering";
        my_team.members = [{ name: "Ada", email: "ada@x.org", queues: [] }];
      }),
    );
    expect(await untouched(() => box().import())).toMatchObject({
      code: "unknown-team",
      message: expect.stringMatching(/\(my_team\.team\): There is no team Engineering: did you mean engineering\?/),
    });
  });

  it("names the assignment's member whose date has not come, though all others are in order", async () => {
    const last = 10;
    box().write(
      changed(({ my_team }) =>
        Object.assign(my_team.members[last] ?? {}, {
          queues: [{ queue: my_team.queues[0], assigned_date: "2026-02-01" }],
        }),
      ),
    );
    expect(await untouched(() => box().import())).toMatchObject({
      code: "date-in-future",
      message: expect.stringContaining("(my_team.members[10])"),
    });
  });

  it("takes a change that comes before a later one of the same member", async () => {
    await box().import();
    const memberId = await memberOf("Olli Ojala");
    await give({ type: "RenameMember", data: { memberId, on: "2025-06-01", name: "Olli O." } });
    await box().parts.rosterFile.bringUp(box().path);
    const file = box().json();
    file.my_team.queues.push("Networks");
    file.my_team.members.find(({ name }) => name === "Olli O.")?.queues?.push("Networks");
    box().write(JSON.stringify(file));
    expect((await box().import()).verified).toBe(true);
  });

  it("is refused as a dry run after a rollback", async () => {
    await box().import();
    await box().rollback();
    expect(await untouched(() => box().import({ dryRun: true }))).toMatchObject({ code: "rolled-back" });
  });
});
