import { describe, expect, it } from "@jest/globals";
import { AccessDenied } from "../../../src/app/access/access.ts";
import { roles, type Role } from "../../../src/app/access/principal.ts";
import { musterFor, type TeamFunctions } from "../../../src/app/serving.ts";
import { as, musterWith, pendingOf } from "./support.ts";

type Name = keyof TeamFunctions;
type Whose = "own" | "other";
type Row = readonly [Name, (functions: TeamFunctions, whose: Whose) => Promise<unknown>, readonly string[]];

const team = (whose: Whose): string => (whose === "own" ? "engineering" : "platform");
const who = (whose: Whose): string => (whose === "own" ? "ada@example.com" : "barbara@example.com");
const everyone = ["hr-admin", "lead own", "auditor", "reader"];
const personal = ["hr-admin", "lead own", "auditor"];

/** Who may call what, written out by hand: a role alone may for every team, `lead own` for the own team only. */
const covers = (whose: "own" | "other") => [{ type: "AssignQueue" as const, member: who(whose), queue: "Night" }];

const allowed: readonly Row[] = [
  ["getTeamMembers", (call, whose) => call.getTeamMembers({ team: team(whose) }), everyone],
  ["getTeamQueues", (call, whose) => call.getTeamQueues({ team: team(whose) }), everyone],
  ["getMemberByEmail", (call, whose) => call.getMemberByEmail({ email: who(whose) }), personal],
  ["getMemberWorkload", (call, whose) => call.getMemberWorkload({ team: team(whose) }), personal],
  ["getMemberWorkload", (call, whose) => call.getMemberWorkload({ member: who(whose) }), personal],
  [
    "addTeamMember",
    (call, whose) => call.addTeamMember({ name: "Alan", email: "alan@example.com", team: team(whose) }),
    ["hr-admin"],
  ],
  ["updateTeamMember", (call, whose) => call.updateTeamMember({ member: who(whose), title: "x" }), ["hr-admin"]],
  [
    "deactivateTeamMember",
    (call, whose) => call.deactivateTeamMember({ member: who(whose), reasonCode: "other" }),
    ["hr-admin"],
  ],
  [
    "assignQueue",
    (call, whose) => call.assignQueue({ member: who(whose), queue: "Archive" }),
    ["hr-admin", "lead own"],
  ],
  [
    "removeQueueAssignment",
    (call, whose) => call.removeQueueAssignment({ member: who(whose), queue: "Night" }),
    ["hr-admin", "lead own"],
  ],
  ["exportTeamsToJson", (call, whose) => call.exportTeamsToJson({ teams: [team(whose)] }), personal],
  ["getMemberHistory", (call, whose) => call.getMemberHistory({ member: who(whose) }), personal],
  ["listScheduledChanges", (call, whose) => call.listScheduledChanges({ team: team(whose) }), personal],
  ["listScheduledChanges", (call, whose) => call.listScheduledChanges({ member: who(whose) }), personal],
  [
    "moveScheduledChange",
    (call, whose) => call.moveScheduledChange({ changeId: pendingOf(whose === "own" ? 1 : 4), on: "2026-03-01" }),
    ["hr-admin", "lead own"],
  ],
  [
    "cancelScheduledChange",
    (call, whose) => call.cancelScheduledChange({ changeId: pendingOf(whose === "own" ? 1 : 4) }),
    ["hr-admin", "lead own"],
  ],
  [
    "undoChange",
    (call, whose) => call.undoChange({ eventId: `00000000-0000-4000-8000-00000000000${whose === "own" ? 1 : 4}` }),
    ["hr-admin", "lead own"],
  ],
  ["foreseeChanges", (call, whose) => call.foreseeChanges({ commands: covers(whose) }), ["hr-admin", "lead own"]],
  [
    "carryOutChanges",
    async (call, whose) => {
      const { plan } = await call.foreseeChanges({ commands: covers(whose) });
      return call.carryOutChanges({ commands: covers(whose), plan: plan ?? "" });
    },
    ["hr-admin", "lead own"],
  ],
];

const matrix = allowed.flatMap(([name, call, may]) =>
  roles.flatMap((role) =>
    (["own", "other"] as const).map((whose) => {
      const answer = may.includes(role) || may.includes(`${role} ${whose}`);
      return { name, call, role, whose, answer };
    }),
  ),
);

const functionsAs = (role: Role) => {
  const { muster, ordered } = musterWith();
  return { functions: musterFor(muster, as(role, "engineering")).functions, ordered };
};

describe("who may call a function", () => {
  it.each(matrix)("$role calls $name of the $whose team: $answer", async ({ call, role, whose, answer }) => {
    const { functions, ordered } = functionsAs(role);
    if (answer) return expect(call(functions, whose)).resolves.toBeDefined();
    await expect(call(functions, whose)).rejects.toThrow(AccessDenied);
    expect(ordered).toEqual([]);
  });

  it("is tested for every function", () => {
    expect(new Set(allowed.map(([name]) => name))).toEqual(new Set(Object.keys(functionsAs("hr-admin").functions)));
  });
});

describe("a reader", () => {
  it("sees names, teams and queues, and nothing else of a person", async () => {
    const { members } = await functionsAs("reader").functions.getTeamMembers({ team: "platform" });
    expect(members).toEqual([
      {
        ...{ memberId: expect.any(String), name: "Barbara Liskov", team: "platform", active: true },
        queues: [{ queue: "Night", type: "primary" }],
      },
    ]);
  });
});

describe("a lead", () => {
  it("is not told of anybody else's people, not even as what may have been meant", async () => {
    const { functions } = functionsAs("lead");
    await expect(functions.getMemberHistory({ member: "barbara@example.co" })).rejects.toThrow(
      "There is no member barbara@example.co: give an email address, an id or a full name from the roster.",
    );
    await expect(functions.getMemberHistory({ member: "ada@example.co" })).rejects.toThrow(/did you mean ada@/);
  });

  it("exports all that is in reach: the own team", async () => {
    const { teams } = await functionsAs("lead").functions.exportTeamsToJson({ all: true });
    expect(teams.map(({ my_team }) => my_team.team)).toEqual(["engineering"]);
  });
});
