import type { Commands } from "../../../src/app/decideAll.ts";
import type { Command } from "../../../src/domain/command.ts";
import type { RejectionCode } from "../../../src/domain/kernel/rejection.ts";
import type { AssignmentType } from "../../../src/domain/member/messages.ts";
import { assign, memberId, openQueue, queueId, register, today } from "../../support/handling.ts";

/** Two commands that a rule allows one by one and not together: whoever comes second is refused. */
export type Rule = {
  readonly name: string;
  readonly given: readonly Commands[];
  readonly rivals: readonly [Command, Command];
  readonly refusals: readonly RejectionCode[];
};

const changeManager = (name: string, manager: string): Command => ({
  type: "ChangeManager",
  data: { memberId: memberId(name), on: today, managerId: memberId(manager) },
});
const changeEmail = (name: string, email: string): Command => ({
  type: "ChangeMemberEmail",
  data: { memberId: memberId(name), on: today, email },
});
const leave = (name: string, reportsTo?: string): Command => ({
  type: "DeactivateMember",
  data: {
    memberId: memberId(name),
    lastDay: "2026-01-06",
    reasonCode: "resignation",
    note: null,
    acceptUncovered: [],
    ...(reportsTo !== undefined && { reportsTo: memberId(reportsTo) }),
  },
});
const withdraw = (name: string): Command => ({
  type: "VoidRegistration",
  data: { memberId: memberId(name), on: today, acceptUncovered: [] },
});
const unassign = (name: string, queue: string): Command => ({
  type: "UnassignQueue",
  data: { memberId: memberId(name), queueId: queueId(queue), on: today, acceptUncovered: [] },
});
const retype = (name: string, queue: string, assignmentType: AssignmentType): Command => ({
  type: "RetypeAssignment",
  data: { memberId: memberId(name), queueId: queueId(queue), on: today, assignmentType, acceptUncovered: [] },
});
const requireCoverage = (queue: string, minimum: number): Command => ({
  type: "RequireCoverage",
  data: { queueId: queueId(queue), on: today, minimum },
});
const close = (queue: string, unassign = false): Command => ({
  type: "CloseQueue",
  data: { queueId: queueId(queue), on: today, unassign },
});
const open = (queue: string, name: string): Command => ({
  type: "OpenQueue",
  data: { queueId: queueId(queue), on: today, name },
});
const renameQueue = (queue: string, name: string): Command => ({
  type: "RenameQueue",
  data: { queueId: queueId(queue), on: today, name },
});

const team = (...names: readonly string[]): Commands[] =>
  names.map((name, n) => [register(name, { newTeam: n === 0 })] as const);
const covered: readonly Commands[] = [
  ...team("ada", "bea"),
  [openQueue("support")],
  [assign("ada", "support")],
  [assign("bea", "support")],
  [requireCoverage("support", 1)],
];

export const rules: readonly Rule[] = [
  {
    name: "an email address belongs to one of two who register",
    given: team("ada"),
    rivals: [
      register("bea", { newTeam: false, email: "shared@example.org" }),
      register("eve", { newTeam: false, email: "Shared@Example.org" }),
    ],
    refusals: ["email-taken"],
  },
  {
    name: "an email address belongs to one of one who registers and one who changes to it",
    given: team("ada"),
    rivals: [
      register("bea", { newTeam: false, email: "shared@example.org" }),
      changeEmail("ada", "SHARED@example.org"),
    ],
    // Who registers does so for an earlier date, on which the address is still free.
    refusals: ["email-taken", "conflicts-with-later-change"],
  },
  {
    name: "nobody reports to themselves by way of others",
    given: [...team("ada", "bea", "eve"), [changeManager("eve", "bea")]],
    rivals: [changeManager("ada", "eve"), changeManager("bea", "ada")],
    refusals: ["manager-cycle"],
  },
  {
    name: "a manager is active when a report comes, and nobody leaves with reports",
    given: team("ada", "bea"),
    rivals: [leave("ada"), changeManager("bea", "ada")],
    refusals: ["manager-not-active", "member-has-reports"],
  },
  {
    name: "a manager is active when a report registers, and nobody leaves with reports",
    given: team("ada", "bea"),
    rivals: [leave("ada"), register("eve", { newTeam: false, managerId: memberId("ada") })],
    refusals: ["manager-not-active", "member-has-reports", "conflicts-with-later-change"],
  },
  {
    name: "reports go to a manager who stays",
    given: [...team("ada", "bea", "eve"), [changeManager("eve", "ada")]],
    rivals: [leave("ada", "bea"), leave("bea")],
    refusals: ["manager-not-active", "member-has-reports"],
  },
  {
    name: "nobody reports to one who was never registered",
    given: team("ada", "bea"),
    rivals: [withdraw("ada"), changeManager("bea", "ada")],
    refusals: ["member-unknown", "manager-not-active", "member-has-reports"],
  },
  {
    name: "a queue keeps its minimum when two are taken off",
    given: covered,
    rivals: [unassign("ada", "support"), unassign("bea", "support")],
    refusals: ["queue-would-be-uncovered"],
  },
  {
    name: "a queue keeps its minimum when one leaves and one becomes a trainee",
    given: covered,
    rivals: [leave("ada"), retype("bea", "support", "trainee")],
    refusals: ["queue-would-be-uncovered"],
  },
  {
    name: "nobody is assigned to a queue that closes",
    given: [...team("ada"), [openQueue("support")]],
    rivals: [close("support"), assign("ada", "support")],
    refusals: ["queue-closed", "queue-has-members"],
  },
  {
    name: "a name belongs to one of two queues that open",
    given: [],
    rivals: [open("one", "Support"), open("two", "SUPPORT")],
    refusals: ["queue-name-taken"],
  },
  {
    name: "a name belongs to one of one queue that opens and one that is renamed",
    given: [[openQueue("one")]],
    rivals: [renameQueue("one", "Support"), open("two", "support")],
    refusals: ["queue-name-taken"],
  },
];
