import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { start, useTemporaryFolder } from "../support/cli.ts";
import { onHomeDatabase } from "../support/homeDatabase.ts";
import { type Serving, serving } from "../support/serving.ts";
import { type Assistant, clients, type Place } from "./clients.ts";

/** An assistant, by the official clients, over both transports, with the sample's team in a home of its own. */
const folder = useTemporaryFolder();
const main = join(import.meta.dirname, "../../src/main.ts");
const environment = (): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
});

beforeAll(async () => {
  mkdirSync(folder("checkout"));
  const { code } = await start({}, ["quickstart"], folder("checkout")).ended;
  expect(code).toBe(0);
  // Somebody keeps the database up meanwhile, however long that takes.
  const keeping = await serving(folder("checkout"));
  await withTickets();
  await keeping.stop();
});

/** A service desk's table, as if it kept its tickets in the same database. */
const withTickets = (): Promise<void> =>
  onHomeDatabase(
    folder("checkout", ".muster"),
    `
    create table tickets ("TKT-Ticket ID" int, "TKT-Summary" text, "TKT-Status" text, "TKT-Queue" text,
      "TKT-Assigned To User" text, "TKT-Created Date" timestamptz);
    insert into tickets select n, summary, status, 'Cloud - Security', who, now() - days * interval '1 day' from (values
      (1, 'printer', 'New', 'Olli Ojala', 3), (2, 'mail', 'Waiting', 'Alex Olver', 1), (3, 'done', 'Closed', 'Olli Ojala', 4),
      (5, 'whose', 'New', null, 2), (6, 'a stranger''s', 'New', 'Somebody Else', 2), (7, 'dns', 'New', 'Alex Olver', 9)
    ) t (n, summary, status, who, days)`,
  );

const stdio = (): Promise<Place> =>
  Promise.resolve({ command: process.execPath, args: [main, "mcp"], cwd: folder("checkout"), env: environment() });

let server: Serving | undefined;
const http = async (): Promise<Place> => {
  server ??= await serving(folder("checkout"));
  return { url: new URL("/mcp", server.address), token: server.token };
};
afterAll(() => server?.stop());

const transports: readonly (readonly [string, () => Promise<Place>])[] = [
  ["standard input and output", stdio],
  ["HTTP", http],
];

const doors = transports.flatMap(([transport, place]) =>
  clients.map(([client, protocol, connect]) => ({ transport, place, client, protocol, connect })),
);

describe.each(doors)("$client over $transport", ({ place, protocol, connect }) => {
  let assistant: Assistant;
  beforeAll(async () => {
    assistant = await connect(await place());
  });
  afterAll(() => assistant.close());

  it("agrees on its protocol", () => {
    expect(assistant.protocol).toBe(protocol);
  });

  it("is offered the seventeen functions and the figures, each with its shapes and what it does", async () => {
    const tools = await assistant.tools();
    expect(tools.map(({ name, annotations }) => [name, hintsOf(annotations)])).toEqual([
      ["get_team_members", "reads"],
      ["get_team_queues", "reads"],
      ["get_member_by_email", "reads"],
      ["get_member_workload", "reads"],
      ["add_team_member", "adds"],
      ["update_team_member", "changes"],
      ["deactivate_team_member", "ends"],
      ["assign_queue", "changes"],
      ["remove_queue_assignment", "ends"],
      ["export_teams_to_json", "reads"],
      ["get_member_history", "reads"],
      ["list_scheduled_changes", "reads"],
      ["move_scheduled_change", "changes"],
      ["cancel_scheduled_change", "ends"],
      ["undo_change", "ends"],
      ["foresee_changes", "reads"],
      ["carry_out_changes", "ends"],
      ["report_figures", "reads"],
    ]);
    for (const { description, inputSchema, outputSchema } of tools) {
      expect(description).toMatch(/\w+/);
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: "object" });
    }
  });

  it("is told who is my team: eleven people and three queues", async () => {
    const { text, structured } = await assistant.call("get_team_members");
    expect(text).toMatch(
      /^engineering has 11 members: Abdallah Ziadeh, Alex Olver, .*\. They cover 3 queues: Cloud - /,
    );
    const { members } = structured as {
      members: readonly { name: string; email: string; queues: readonly object[] }[];
    };
    expect(members).toHaveLength(11);
    expect(members).toContainEqual(
      expect.objectContaining({ name: "Olli Ojala", email: "olli.ojala@orro.group", active: true }),
    );
    expect(members.map(({ queues }) => queues.length)).toEqual(members.map(() => 3));
    const queues = await assistant.call("get_team_queues");
    expect(queues.structured).toMatchObject({ team: "engineering", count: 3, source: { from: "database" } });
    expect(queues.text.split("\n")).toHaveLength(4);
  });

  it("is told figures, with what they are divided of and whose definition it is", async () => {
    const period = { from: "2024-01-01", to: "2024-12-31", step: "whole" };
    const { text, structured } = await assistant.call("report_figures", { figure: "turnover", ...period });
    expect(text).toMatch(/^turnover of the organisation, 2024-01-01 to 2024-12-31, by whole\.\n/);
    expect(text).toContain("Source: SHRM");
    expect(structured).toMatchObject({ figure: "turnover", method: "daily-mean", rows: [{ numerator: 0 }] });
    const refused = await assistant.call("report_figures", { figure: "turnover", method: "guess" });
    expect(refused.text).toMatch(/methods are daily-mean, begin-end, gri-401/);
  });

  it("reads the same as a resource", async () => {
    expect(await assistant.resources()).toMatchObject([{ uri: "muster://my-team" }]);
    const { team, members, queues } = JSON.parse(await assistant.read("muster://my-team")) as {
      team: string;
      members: readonly object[];
      queues: readonly { readonly members: readonly object[] }[];
    };
    expect({ team, members: members.length }).toEqual({ team: "engineering", members: 11 });
    expect(queues.map((queue) => queue.members.length)).toEqual([11, 11, 11]);
  });

  it("changes what it is asked to, as this machine's user, and it is in the history", async () => {
    const cover = { member: "Olli Ojala", queue: "Cloud - Security" };
    const removed = await assistant.call("remove_queue_assignment", { ...cover, reason: "a test" });
    expect(removed.structured).toMatchObject({
      ...{ changed: true, events: ["QueueAssignmentRemoved"] },
      member: { name: "Olli Ojala", queues: [{}, {}] },
    });
    const again = await assistant.call("remove_queue_assignment", cover);
    expect(again.structured).toMatchObject({ changed: false, events: [] });
    const assigned = await assistant.call("assign_queue", { ...cover, type: "backup" });
    expect(assigned.text).toMatch(
      /^Recorded at position \d+: QueueAssigned\. Olli Ojala is active on team engineering/,
    );
    const retyped = await assistant.call("assign_queue", { ...cover, retype: true });
    expect(retyped.structured).toMatchObject({ events: ["QueueAssignmentRetyped"] });
    const history = await assistant.call("get_member_history", { member: "olli.ojala@orro.group", limit: 5 });
    expect(history.structured).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ reason: "a test", changedBy: expect.stringMatching(/^(os|local-token):/) }),
      ]),
    });
  });

  it("schedules what is for a later day, and lists, moves and cancels it", async () => {
    const order = { member: "Alex Olver", title: "Lead", effectiveOn: "2035-01-01" };
    const done = await assistant.call("update_team_member", order);
    const { changeId } = (done.structured as { scheduled: { changeId: string } }).scheduled;
    expect(done.text).toMatch(`Scheduled for 2035-01-01 (change ${changeId}); nothing of it holds before.`);
    const listed = await assistant.call("list_scheduled_changes", { member: "Alex Olver" });
    expect(listed.text).toBe(
      `1 change:\n2035-01-01 pending: Alex Olver has other details (title) (change ${changeId})`,
    );
    expect(listed.structured).toMatchObject({ changes: [{ changeId, state: "pending", failure: null }], more: false });
    const moved = await assistant.call("move_scheduled_change", { changeId, on: "2035-02-01" });
    expect(moved).toMatchObject({
      text: `Moved to 2035-02-01 (change ${changeId}).`,
      structured: { on: "2035-02-01" },
    });
    expect((await assistant.call("cancel_scheduled_change", { changeId })).structured).toMatchObject({
      ...{ changeId, state: "cancelled" },
    });
    expect((await assistant.call("list_scheduled_changes", {})).text).toBe("Nothing is to come.");
  });

  it("takes a recorded change back, and is told what stands in the way", async () => {
    const change = { member: "Alex Olver", title: "Chief", effectiveOn: "2025-01-01" };
    await assistant.call("update_team_member", { ...change, reason: "promoted" });
    const { entries } = (await assistant.call("get_member_history", { member: "Alex Olver", limit: 1 })).structured as {
      entries: readonly { eventId: string }[];
    };
    const eventId = entries[0]?.eventId ?? "";
    const undone = await assistant.call("undo_change", { eventId, reason: "not yet" });
    expect(undone.structured).toMatchObject({
      ...{ changed: true, events: ["MemberChangeReversed"], member: { name: "Alex Olver", title: null } },
    });
    const again = await assistant.call("undo_change", { eventId });
    expect(again.structured).toMatchObject({ changed: false, events: [] });
    const refused = await assistant.call("undo_change", { eventId: "00000000-0000-4000-8000-000000000000" });
    expect(refused.text).toContain("(change-unknown)");
  });

  it("is told what would come of changes, and has just that recorded", async () => {
    const commands = [{ type: "UpdateMember", member: "Alex Olver", title: `Chief of ${protocol}` }];
    const { text, structured } = await assistant.call("foresee_changes", { commands });
    expect(text).toMatch(/^As of \d{4}-\d{2}-\d{2}: 1 row would change\.$/);
    const { plan } = structured as { plan: string };
    const done = await assistant.call("carry_out_changes", { commands, plan, reason: "agreed" });
    expect(done.structured).toMatchObject({ changed: true, events: ["MemberDetailsChanged"] });
    await assistant.call("update_team_member", { member: "Alex Olver", title: null });
    const other = [{ ...commands[0], title: "Other" }];
    const { structured: shown } = await assistant.call("foresee_changes", { commands: other });
    await assistant.call("update_team_member", { member: "Alex Olver", timezone: "Europe/Berlin" });
    await assistant.call("update_team_member", { member: "Alex Olver", timezone: null });
    const { plan: late } = shown as { plan: string };
    const outdated = await assistant.call("carry_out_changes", { commands: other, plan: late });
    expect(outdated.text).toContain("(plan-outdated)");
  });

  it("is refused by a sentence and a code", async () => {
    const { isError, text, error } = await assistant.call("get_member_by_email", { email: "oli.ojala@orro.group" });
    expect({ isError, text }).toEqual({
      isError: true,
      text: "There is no member oli.ojala@orro.group: did you mean olli.ojala@orro.group? (member-unknown)",
    });
    expect(error).toMatchObject({ code: "member-unknown", details: { near: ["olli.ojala@orro.group"] } });
  });

  it("is told which argument is wrong, and cannot say who it is", async () => {
    const wrong = await assistant.call("assign_queue", {
      member: "Olli Ojala",
      queue: "Cloud - Security",
      type: "main",
    });
    expect(wrong).toMatchObject({ isError: true, error: { code: "invalid-value", details: { field: "type" } } });
    const forged = await assistant.call("get_team_members", { actor: "root" });
    expect(forged).toMatchObject({ isError: true, text: 'Unrecognized key: "actor". (invalid-value)' });
  });

  it("is told of my team's open tickets", async () => {
    const { text, structured, isError } = await assistant.call("get_member_workload");
    expect(isError).toBe(false);
    expect(text.split("\n")).toEqual([
      "3 open tickets of 11 members of engineering: Alex Olver 2, Olli Ojala 1.",
      "Open in its queues: Cloud - Security 5.",
      "1 open ticket there that nobody holds.",
      "7 (New, 9 days, Alex Olver): dns",
      "1 (New, 3 days, Olli Ojala): printer",
      "2 (Waiting, 1 day, Alex Olver): mail",
    ]);
    expect(structured).toMatchObject({
      ...{ team: "engineering", available: true, open: 3, total: 3, ambiguous: [] },
      members: expect.arrayContaining([
        expect.objectContaining({ name: "Olli Ojala", open: 1, byStatus: [{ status: "New", tickets: 1 }] }),
      ]),
      tickets: [{ ticketId: "7" }, { ticketId: "1" }, { ticketId: "2" }],
      unassigned: { total: 1, tickets: [{ ticketId: "5" }] },
      heldByLeavers: { total: 0 },
    });
    const one = await assistant.call("get_member_workload", { member: "Olli Ojala", includeClosed: true });
    expect(one.structured).toMatchObject({ open: 1, total: 2 });
  });

  it("writes no export to a path, and takes none for a team", async () => {
    for (const path of ["../../escaped.json", "/tmp/escaped.json", "C:\\escaped.json"]) {
      const written = await assistant.call("export_teams_to_json", { path });
      expect(written).toMatchObject({ isError: true, text: 'Unrecognized key: "path". (invalid-value)' });
      const named = await assistant.call("export_teams_to_json", { teams: [path] });
      expect(named).toMatchObject({ isError: true });
    }
    expect(readdirSync(folder("checkout")).filter((name) => name.includes("escaped"))).toEqual([]);
  });

  it("exports my team as its file has it", async () => {
    const { structured } = await assistant.call("export_teams_to_json");
    expect(structured).toMatchObject({
      count: 1,
      teams: [
        {
          team_source: "database",
          my_team: { team: "engineering", query: { command: "muster roster --team engineering --json" } },
        },
      ],
    });
  });
});

const hintsOf = (annotations: Readonly<Record<string, unknown>> = {}): string =>
  annotations["readOnlyHint"] === true
    ? "reads"
    : annotations["destructiveHint"] === true
      ? "ends"
      : annotations["idempotentHint"] === true
        ? "changes"
        : "adds";

describe("muster mcp", () => {
  it("writes nothing but the protocol, and ends when its input does", async () => {
    const { child, ended } = start({}, ["mcp"], folder("checkout"));
    const ask = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    ask({
      ...{ id: 1, method: "initialize" },
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
    });
    ask({ method: "notifications/initialized" });
    ask({ id: 2, method: "tools/call", params: { name: "get_team_members", arguments: {} } });
    child.stdin.write("this is no message\n");
    await new Promise<void>((resolve) => {
      let said = "";
      child.stdout.on("data", (text: string) => {
        said += text;
        if (said.includes('"id":2')) resolve();
      });
    });
    child.stdin.end();
    const { code, out } = await ended;
    expect(code).toBe(0);
    const messages = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly jsonrpc: string });
    expect(messages.map(({ jsonrpc }) => jsonrpc)).toEqual(messages.map(() => "2.0"));
  });
});
