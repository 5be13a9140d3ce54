import { describe, expect, it } from "@jest/globals";
import { changesOver, context, id, member, queue } from "./support.ts";

const ada = member(1, "Ada Lovelace", "ada@example.com");
const grace = member(2, "Grace Hopper", "grace@example.com");
const cloud = queue(11, "Cloud");

describe("a change of a roster becomes commands", () => {
  it("adding a member starts them today, in what is given", async () => {
    const { changes, commands } = changesOver([grace]);
    const given = { name: "Ada Lovelace", email: "ada@example.com", team: "engineering", manager: "grace@example.com" };
    await changes.addMember(given, context);
    expect(commands).toEqual([
      {
        type: "RegisterMember",
        data: {
          memberId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          on: "2026-01-10",
          name: "Ada Lovelace",
          email: "ada@example.com",
          team: "engineering",
          newTeam: false,
          title: null,
          managerId: grace.memberId,
          timezone: null,
          skills: [],
        },
      },
    ]);
  });

  it("the same command adds the same member, another adds another", async () => {
    const { changes, commands } = changesOver([]);
    const given = { name: "Ada Lovelace", email: "ada@example.com", team: "engineering" };
    await changes.addMember(given, context);
    await changes.addMember(given, context);
    await changes.addMember(given, { ...context, commandId: "c-2" });
    const [first, again, other] = commands.map(({ data }) => ("memberId" in data ? data.memberId : undefined));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("each command is given what may be withdrawn for its sake, and none where nothing may", async () => {
    const { changes, commands } = changesOver([ada]);
    const withdraw = ["e-1", "e-2"];
    await changes.updateMember("ada@example.com", { name: "Ada King", title: "Lead", withdraw }, context);
    await changes.deactivateMember("ada@example.com", { reasonCode: "other", withdraw }, context);
    await changes.reactivateMember("ada@example.com", {}, context);
    expect(commands.map(({ data }) => data.withdraw)).toEqual([withdraw, withdraw, withdraw, undefined]);
  });

  it("updating several fields is one change, in an order that depends on nothing", async () => {
    const { changes, commands } = changesOver([ada, grace]);
    await changes.updateMember(
      "ada@example.com",
      {
        skills: ["analysis"],
        title: null,
        manager: "Grace Hopper",
        team: "platform",
        newTeam: true,
        email: "a@example.com",
        name: "Ada King",
      },
      context,
    );
    const target = { memberId: ada.memberId, on: "2026-01-10" };
    expect(commands).toEqual([
      { type: "RenameMember", data: { ...target, name: "Ada King" } },
      { type: "ChangeMemberEmail", data: { ...target, email: "a@example.com" } },
      { type: "TransferMember", data: { ...target, team: "platform", newTeam: true } },
      { type: "ChangeManager", data: { ...target, managerId: grace.memberId } },
      { type: "ChangeMemberDetails", data: { ...target, title: null, skills: ["analysis"] } },
    ]);
  });

  it("updating nothing is refused", async () => {
    const { changes } = changesOver([ada]);
    await expect(changes.updateMember("Ada Lovelace", {}, context)).rejects.toMatchObject({ code: "invalid-value" });
  });

  it("a member who leaves had their last day yesterday, and what they leave is resolved", async () => {
    const { changes, commands } = changesOver([ada, grace], [cloud]);
    const departure = { reasonCode: "retirement", reportsTo: "Grace Hopper", acceptUncovered: ["Cloud"] } as const;
    await changes.deactivateMember("Ada Lovelace", departure, context);
    const told = { lastDay: "2026-01-09", reasonCode: "retirement", note: null };
    const left = { reportsTo: grace.memberId, acceptUncovered: [cloud.queueId] };
    expect(commands).toEqual([{ type: "DeactivateMember", data: { memberId: ada.memberId, ...told, ...left } }]);
  });

  it("a member comes back, is hired again or never was", async () => {
    const { changes, commands } = changesOver([ada, grace]);
    await changes.reactivateMember("Ada Lovelace", { manager: null, on: "2026-01-02" }, context);
    await changes.rehireMember("Ada Lovelace", { title: "Countess", start: "2026-01-03" }, context);
    await changes.voidRegistration("Ada Lovelace", {}, context);
    const { memberId } = ada;
    expect(commands).toEqual([
      { type: "ReactivateMember", data: { memberId, on: "2026-01-02", managerId: null } },
      { type: "RehireMember", data: { memberId, on: "2026-01-03", newTeam: false, title: "Countess" } },
      { type: "VoidRegistration", data: { memberId, on: "2026-01-10", acceptUncovered: [] } },
    ]);
  });

  it("a member covers a queue, otherwise, and no longer", async () => {
    const { changes, commands } = changesOver([ada], [cloud]);
    const cover = { member: "Ada Lovelace", queue: "Cloud" };
    await changes.assignQueue(cover, { on: "2026-01-02" }, context);
    await changes.retype(cover, { type: "trainee", acceptUncovered: ["Cloud"] }, context);
    await changes.unassignQueue(cover, {}, context);
    const ids = { memberId: ada.memberId, queueId: cloud.queueId };
    expect(commands).toEqual([
      { type: "AssignQueue", data: { ...ids, on: "2026-01-02", assignmentType: "primary" } },
      {
        type: "RetypeAssignment",
        data: { ...ids, on: "2026-01-10", assignmentType: "trainee", acceptUncovered: [cloud.queueId] },
      },
      { type: "UnassignQueue", data: { ...ids, on: "2026-01-10", acceptUncovered: [] } },
    ]);
  });

  it("a queue opens with its minimum in one change", async () => {
    const { changes, commands } = changesOver([]);
    await changes.openQueue({ name: "Night watch", minimum: 2 }, context);
    const queueId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(commands).toEqual([
      { type: "OpenQueue", data: { queueId, on: "2026-01-10", name: "Night watch" } },
      { type: "RequireCoverage", data: { queueId, on: "2026-01-10", minimum: 2 } },
    ]);
  });

  it("a queue is renamed, required and closed", async () => {
    const { changes, commands } = changesOver([], [cloud]);
    await changes.renameQueue("Cloud", { name: "Sky" }, context);
    await changes.requireCoverage("Cloud", { minimum: 1, on: "2026-01-01" }, context);
    await changes.closeQueue(id(11), { unassign: true }, context);
    const { queueId } = cloud;
    expect(commands).toEqual([
      { type: "RenameQueue", data: { queueId, on: "2026-01-10", name: "Sky" } },
      { type: "RequireCoverage", data: { queueId, on: "2026-01-01", minimum: 1 } },
      { type: "CloseQueue", data: { queueId, on: "2026-01-10", unassign: true } },
    ]);
  });
});
