import { describe, expect, it } from "@jest/globals";
import { callFunction } from "../../../src/app/functions/callFunction.ts";
import { getTeamMembers } from "../../../src/app/functions/getTeamMembers.ts";
import { listScheduledChanges } from "../../../src/app/functions/listScheduledChanges.ts";
import { teamFunctions } from "../../../src/app/functions/teamFunctions.ts";
import { TablesUnavailable } from "../../../src/app/ports/projections.ts";
import { musterFor } from "../../../src/app/serving.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";
import { id } from "../roster/support.ts";
import { as, musterWith, pendingOf } from "./support.ts";

const functions = (principal = as("hr-admin"), replaced = {}, options = {}) => {
  const { muster, ordered } = musterWith(replaced);
  return { ...musterFor(muster, principal, options).functions, ordered };
};

describe("my team", () => {
  it("is that of the caller's token", async () => {
    expect(await functions(as("hr-admin", "platform")).getTeamMembers()).toMatchObject({ team: "platform", count: 1 });
  });

  it("is that of the home's file where the caller is the home's own user", async () => {
    const options = { homeTeam: () => Promise.resolve("engineering") };
    expect(await functions(as("hr-admin"), {}, options).getTeamMembers()).toMatchObject({ count: 2 });
  });

  it("is that of the caller's own record", async () => {
    expect(await functions(as("auditor", null, id(4))).getTeamQueues()).toMatchObject({ team: "platform", count: 1 });
  });

  it.each([null, id(3)])("is refused where there is none, and the refusal says how to name it", async (memberId) => {
    const refused = await functions(as("reader", null, memberId))
      .getTeamMembers()
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      ...{ code: "invalid-value", details: { field: "team", teams: ["engineering", "platform"] } },
      message: "Which team is meant? Name it as `team`: there are engineering, platform.",
    });
  });
});

describe("a team that nobody has been on", () => {
  it("is refused, with what may have been meant", async () => {
    await expect(functions().getTeamMembers({ team: "enginering" })).rejects.toThrow(
      "There is no team enginering: did you mean engineering?",
    );
    await expect(functions().getTeamQueues({ team: "x" })).rejects.toMatchObject({ code: "unknown-team" });
    await expect(functions().getMemberWorkload({ team: "x" })).rejects.toMatchObject({ code: "unknown-team" });
  });
});

describe("the queues of a team", () => {
  it("are with those of the team who cover them, and those that nobody covers any more", async () => {
    const { queues } = await functions().getTeamQueues({ team: "engineering" });
    expect(queues.map(({ queue, members, covered }) => [queue, members.map(({ name }) => name), covered])).toEqual([
      ["Cloud", ["Ada Lovelace", "Grace Hopper"], true],
      ["Night", ["Ada Lovelace"], true],
      ["Archive", [], false],
    ]);
  });
});

describe("a member by email", () => {
  it("is found whatever the case, with the manager's name", async () => {
    const { member } = await functions().getMemberByEmail({ email: "Grace@Example.com" });
    expect(member).toMatchObject({ name: "Grace Hopper", managerName: "Ada Lovelace", revision: "3" });
  });

  it("is not found by anything else", async () => {
    await expect(functions().getMemberByEmail({ email: "Grace Hopper" })).rejects.toMatchObject({
      code: "member-unknown",
    });
  });
});

describe("a change", () => {
  it("is ordered by the caller, whoever the call says it is by", async () => {
    const { ordered, updateTeamMember } = functions();
    const forged = { commandId: "c-1", actor: { issuer: "x", subject: "root" } };
    const answer = await updateTeamMember({ member: "Ada Lovelace", title: null, reason: "asked" }, forged);
    expect(ordered).toMatchObject([
      {
        commands: [{ type: "ChangeMemberDetails", data: { memberId: id(1), title: null, on: "2026-01-10" } }],
        context: { commandId: "c-1", actor: { issuer: "test", subject: "hr-admin" }, reason: "asked" },
      },
    ]);
    expect(answer).toMatchObject({ changed: false, position: "41", member: { name: "Ada Lovelace" } });
  });

  it("adds to my team where none is named", async () => {
    const { ordered, addTeamMember } = functions(as("hr-admin", "platform"));
    await addTeamMember({ name: "Alan", email: "alan@example.com" });
    expect(ordered).toMatchObject([{ commands: [{ data: { team: "platform", newTeam: false } }] }]);
  });

  it("of a type is refused, unless it is to be a change of the type", async () => {
    const refusing = musterWith();
    const { commands: all } = refusing.muster;
    const commands: typeof all = {
      ...all,
      handle: (given, context) =>
        given[0].type === "AssignQueue"
          ? Promise.reject(new Rejection("already-assigned", "As backup."))
          : all.handle(given, context),
    };
    const { functions: call } = musterFor({ ...refusing.muster, commands }, as("lead", "engineering"));
    const cover = { member: "ada@example.com", queue: "Cloud", type: "backup" } as const;
    await expect(call.assignQueue(cover)).rejects.toMatchObject({ code: "already-assigned" });
    await call.assignQueue({ ...cover, retype: true });
    expect(refusing.ordered).toMatchObject([{ commands: [{ type: "RetypeAssignment" }] }]);
  });
});

describe("what is given", () => {
  it.each<[unknown, string, string]>([
    [{ team: 3 }, "team", "team: Invalid input: expected string, received number."],
    [{ team: "a\0" }, "team", "team: holds a character that no text has."],
    [{ actor: "root" }, "", 'Unrecognized key: "actor".'],
    [JSON.parse('{"__proto__":{"team":"x"}}'), "", 'Unrecognized key: "__proto__".'],
    [[], "", "Invalid input: expected object, received array."],
  ])("%j is refused, naming the field", async (given, field, message) => {
    const muster = () => Promise.resolve(musterWith().muster);
    const refused = callFunction(getTeamMembers, { principal: as("hr-admin", "engineering"), muster }, given);
    await expect(refused).rejects.toMatchObject({ code: "invalid-value", message, details: { field } });
  });
});

describe("with the database away", () => {
  const away = () => Promise.reject(new TablesUnavailable("Away."));
  const roster = {
    ...{ file: "/f.json", team: "engineering", queues: ["Cloud"], position: "40", log: "l" },
    ...{ recordedAt: "2026-01-01T00:00:00.000Z", generatedAt: "2026-01-01T00:00:00.000Z", ageMs: 7_200_000 },
    members: [{ name: "Ada Lovelace", email: "ada@example.com", queues: ["Cloud"] }],
  };
  const caller = (role: "hr-admin" | "reader" | "lead", team: string | null = null) =>
    functions(
      as(role, team),
      { queries: { ...musterWith().muster.queries, roster: away, findMembers: away } },
      {
        fallback: () => Promise.resolve(roster),
        homeTeam: away,
      },
    );
  const source = { from: "file", position: "40", recordedAt: "2026-01-01T00:00:00.000Z", ageSeconds: 7200 };

  it("the three reads are answered from the file, and say so", async () => {
    const call = caller("hr-admin");
    const members = await call.getTeamMembers();
    expect(members).toMatchObject({ count: 1, members: [{ name: "Ada Lovelace", email: "ada@example.com" }], source });
    expect(getTeamMembers.inShort(members)).toBe(
      "engineering has 1 member: Ada Lovelace. They cover 1 queue: Cloud. The database cannot be reached: this is from the preferences file, 2 hours old.",
    );
    expect(await call.getTeamQueues()).toMatchObject({ queues: [{ queue: "Cloud", members: [{}] }], source });
    expect(await call.getMemberByEmail({ email: "ADA@example.com" })).toMatchObject({ source });
  });

  it("roles hold", async () => {
    expect((await caller("reader").getTeamMembers({ team: "engineering" })).members[0]).not.toHaveProperty("email");
    await expect(caller("lead", "platform").getTeamMembers({ team: "engineering" })).rejects.toThrow();
    await expect(caller("reader").getMemberByEmail({ email: "ada@example.com" })).rejects.toThrow();
  });

  it("what the file does not know is an outage", async () => {
    const call = caller("hr-admin");
    await expect(call.getTeamMembers({ team: "platform" })).rejects.toThrow(TablesUnavailable);
    await expect(call.getTeamMembers({ includeInactive: true })).rejects.toThrow(TablesUnavailable);
    await expect(call.getMemberByEmail({ email: "x@example.com" })).rejects.toThrow(TablesUnavailable);
    await expect(call.getMemberHistory({ member: "ada@example.com" })).rejects.toThrow(TablesUnavailable);
  });
});

describe("the workload", () => {
  it("says that there is no table of tickets", async () => {
    const answer = await functions().getMemberWorkload({ member: "ada@example.com" });
    expect(answer).toMatchObject({
      team: "engineering",
      available: false,
      why: expect.stringMatching(/no tickets table/),
    });
  });
});

describe("the history", () => {
  it("is cut where it is long, and says how long", async () => {
    const answer = await functions().getMemberHistory({ member: id(1), limit: 2 });
    expect(answer).toMatchObject({ memberId: id(1), total: 3, entries: [{ historyId: "e-1" }, { historyId: "e-2" }] });
  });
});

describe("what is to come", () => {
  it("is listed with what is ordered in words, and why one has failed", async () => {
    const answer = await functions().listScheduledChanges({});
    expect(answer).toMatchObject({
      changes: [
        { changeId: pendingOf(1), on: "2026-02-01", state: "pending", what: "Ada Lovelace covers Archive as primary" },
        { changeId: pendingOf(4), state: "failed", failure: { code: "queue-closed" }, reason: "agreed" },
      ],
      more: false,
    });
    expect(listScheduledChanges.inShort(answer)).toBe(
      `2 changes:\n2026-02-01 pending: Ada Lovelace covers Archive as primary (change ${pendingOf(1)})\n` +
        `2026-02-02 failed: Barbara Liskov covers Archive as primary, refused: It is closed. (queue-closed) (change ${pendingOf(4)})`,
    );
    expect((await functions().listScheduledChanges({ limit: 1 })).more).toBe(true);
    expect((await functions().listScheduledChanges({ state: "failed" })).changes).toHaveLength(1);
  });

  it("takes ids as they are written, and nothing that is none", async () => {
    const moved = await functions().moveScheduledChange({ changeId: pendingOf(1).toUpperCase(), on: "2026-03-01" });
    expect(moved).toEqual({ changeId: pendingOf(1), on: "2026-03-01", state: "pending", position: "42" });
    await expect(functions().cancelScheduledChange({ changeId: "x" })).rejects.toThrow("takes a change's id");
    await expect(functions().undoChange({ eventId: "x" })).rejects.toThrow("takes an event's id");
  });
});

describe("the functions", () => {
  it("are seventeen, each with a name of its own", () => {
    const names = teamFunctions.map(({ name }) => name);
    expect(new Set(names).size).toBe(17);
    for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
  });
});
