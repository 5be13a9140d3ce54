import { describe, expect, it } from "@jest/globals";
import type { Principal, Role } from "../../../src/app/access/principal.ts";
import { seenBy } from "../../../src/app/access/seenBy.ts";
import { id, member } from "../roster/support.ts";

const of = (role: Role, team: string | null): Principal => ({
  actor: { issuer: "test", subject: "x" },
  roles: [role],
  team,
  memberId: null,
});

const ada = {
  ...member(1, "Ada", "ada@example.com"),
  title: "Countess",
  queues: [{ queue: "Cloud", type: "primary" as const, assignedDate: "2025-01-01" }],
};

describe("a member", () => {
  it.each<[Role, string | null]>([
    ["hr-admin", null],
    ["auditor", null],
    ["lead", "engineering"],
  ])("is seen whole by %s of team %s", (role, team) => {
    expect(seenBy(of(role, team), ada)).toEqual(ada);
  });

  it.each<[Role, string | null]>([
    ["reader", "engineering"],
    ["reader", null],
    ["lead", "platform"],
  ])("is a name, a team and queues to %s of team %s", (role, team) => {
    expect(seenBy(of(role, team), ada)).toEqual({
      memberId: id(1),
      name: "Ada",
      team: "engineering",
      active: true,
      queues: [{ queue: "Cloud", type: "primary" }],
    });
  });
});
