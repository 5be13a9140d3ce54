import { describe, expect, it } from "@jest/globals";
import { changesOver, context, id, member, queue } from "./support.ts";

const ada = member(1, "Ada Lovelace", "ada@example.com");
const grace = member(2, "Grace Hopper", "grace@example.com");
const away = { reasonCode: "other" } as const;

describe("a member is named", () => {
  it.each([
    ["by id", id(1)],
    ["by id in capitals", ada.memberId.toUpperCase()],
    ["by email in any case", "ADA@example.com"],
    ["by name", "Ada Lovelace"],
  ])("%s", async (_, reference) => {
    const { changes, commands } = changesOver([ada, grace]);
    await changes.deactivateMember(reference, away, context);
    expect(commands).toMatchObject([{ data: { memberId: ada.memberId } }]);
  });

  it("by an id that the tables do not hold yet: the log decides", async () => {
    const { changes, commands } = changesOver([]);
    await changes.deactivateMember(id(9), away, context);
    expect(commands).toMatchObject([{ data: { memberId: id(9) } }]);
  });

  it("by an email, even where somebody is called so", async () => {
    const { changes, commands } = changesOver([member(3, "ada@example.com", "other@example.com"), ada]);
    await changes.deactivateMember("ada@example.com", away, context);
    expect(commands).toMatchObject([{ data: { memberId: ada.memberId } }]);
  });

  it("but not by a name of several, who are listed with their emails", async () => {
    const { changes, commands } = changesOver([ada, member(3, "Ada Lovelace", "ada.l@example.com", false)]);
    await expect(changes.deactivateMember("Ada Lovelace", away, context)).rejects.toMatchObject({
      code: "ambiguous-name",
      message:
        "There are 2 members called Ada Lovelace: ada@example.com, ada.l@example.com (has left). Give the email address of the one you mean.",
      details: { members: [{ memberId: id(1) }, { memberId: id(3) }] },
    });
    expect(commands).toEqual([]);
  });
});

describe("an unknown member", () => {
  it.each([
    ["Ada Lovelac", "Ada Lovelace"],
    ["ada@exampel.com", "ada@example.com"],
    ["hopper", "Grace Hopper"],
  ])("is refused with who may be meant: %s", async (reference, meant) => {
    const { changes } = changesOver([ada, grace]);
    await expect(changes.reactivateMember(reference, {}, context)).rejects.toMatchObject({
      code: "member-unknown",
      message: `There is no member ${reference}: did you mean ${meant}?`,
    });
  });

  it("is refused with what to do where nobody is like them", async () => {
    const { changes } = changesOver([ada]);
    await expect(changes.reactivateMember("Zoë", {}, context)).rejects.toThrow(
      "There is no member Zoë: give an email address, an id or a full name from the roster.",
    );
  });

  it("is nobody whose name no database takes", async () => {
    const { changes } = changesOver([member(1, "a\0b", "ada@example.com")]);
    await expect(changes.reactivateMember("a\0b", {}, context)).rejects.toMatchObject({ code: "member-unknown" });
  });

  it("is repeated in short", async () => {
    const { changes } = changesOver([ada]);
    await expect(changes.reactivateMember("z".repeat(10_000), {}, context)).rejects.toThrow(
      `There is no member ${"z".repeat(100)}…: give`,
    );
  });
});

describe("a queue is named", () => {
  const closed = queue(11, "Cloud - Security", "2025-03-01");
  const open = queue(12, "Cloud - Security");

  it("by its name, an open one before a closed one", async () => {
    const { changes, commands } = changesOver([ada], [closed, open]);
    await changes.unassignQueue({ member: "Ada Lovelace", queue: "Cloud - Security" }, {}, context);
    expect(commands).toMatchObject([{ data: { queueId: open.queueId } }]);
  });

  it("by the name of one that is closed, where no open one has it", async () => {
    const { changes, commands } = changesOver([ada], [closed]);
    await changes.assignQueue({ member: "Ada Lovelace", queue: "Cloud - Security" }, {}, context);
    expect(commands).toMatchObject([{ data: { queueId: closed.queueId } }]);
  });

  it("but not by a name of several that are closed", async () => {
    const { changes } = changesOver([ada], [closed, queue(13, "Cloud - Security", "2025-05-01")]);
    await expect(changes.closeQueue("Cloud - Security", {}, context)).rejects.toMatchObject({
      code: "ambiguous-name",
      message:
        `There are 2 queues called Cloud - Security: ${id(11)} (closed on 2025-03-01), ${id(13)} (closed on 2025-05-01). ` +
        "Give the id of the one you mean.",
    });
  });

  it.each([
    ["cloud security", "did you mean Cloud - Security?"],
    ["Night watch", "the open queues are Cloud - Security."],
  ])("and an unknown one is refused with what there is: %s", async (reference, help) => {
    const { changes } = changesOver([ada], [open]);
    await expect(changes.closeQueue(reference, {}, context)).rejects.toMatchObject({
      code: "queue-unknown",
      message: `There is no queue ${reference}: ${help}`,
    });
  });

  it("and where there is none at all, that is said", async () => {
    const { changes } = changesOver([ada]);
    await expect(changes.closeQueue("Cloud", {}, context)).rejects.toThrow(
      "There is no queue Cloud: none is open yet; open it first.",
    );
  });
});
