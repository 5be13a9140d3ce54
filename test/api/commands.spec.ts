import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const order: ReturnType<typeof served>["order"] = (...asked) => served().order(...asked);
const ids = new Map<string, string>();
const id = (name: string): string => ids.get(name) ?? name;

async function register(name: string, change: object = {}): Promise<Answered> {
  const person = { name, email: `${name.toLowerCase()}@example.com`, team: "engineering", start: "2025-01-01" };
  const done = await order("POST", "/v1/members", { ...person, ...change });
  ids.set(name, String(done.body["id"]));
  return done;
}

beforeAll(async () => {
  await register("Ada", { newTeam: true });
  await order("POST", "/v1/queues", { name: "Cloud - Security", on: "2025-01-01" });
  await order("POST", "/v1/queues", { name: "Night/Shift", minimum: 1, on: "2025-01-01" });
});

describe("registering", () => {
  it("answers 201 with the id, the revision, the position and the events, and says where the member is", async () => {
    const done = await register("Grace", { manager: "ada@example.com", title: "Admiral", reason: "hired" });
    expect(done).toMatchObject({
      status: 201,
      body: { id: id("Grace"), revision: "0", events: [{ type: "MemberRegistered", effectiveOn: "2025-01-01" }] },
      headers: { etag: '"0"', location: `/v1/members/${id("Grace")}`, "muster-position": done.body["position"] },
    });
    const { body, headers } = await served().ask("GET", String(done.headers.location));
    expect(headers.etag).toBe('"0"');
    expect(body).toMatchObject({ name: "Grace", email: "grace@example.com", managerId: id("Ada"), revision: "0" });
  });

  it.each([
    ["a taken address", { email: "ADA@example.com" }, 409, "email-taken", undefined],
    ["an unknown team", { email: "x@example.com", team: "enginering" }, 422, "unknown-team", undefined],
    [
      "an unknown manager",
      { email: "x@example.com", manager: "nobody@example.com" },
      422,
      "member-unknown",
      "/manager",
    ],
    ["a blank name", { email: "x@example.com", name: " " }, 400, "invalid-value", "/name"],
    ["no address", { email: "nobody" }, 400, "invalid-value", "/email"],
    ["a date that does not exist", { email: "x@example.com", start: "2025-02-30" }, 400, "invalid-request", "/start"],
    ["a date to come", { email: "x@example.com", start: "2999-01-01" }, 422, "date-in-future", undefined],
    ["an actor", { email: "x@example.com", actor: "me" }, 400, "invalid-request", "/actor"],
  ] as const)("refuses %s", async (...[, change, status, code, pointer]) => {
    const done = await register("Someone", change);
    expect(done).toMatchObject({ status, body: { code, status, type: `/problems/${code}` } });
    expect(done.body["pointer"]).toBe(pointer);
    expect(done.headers["content-type"]).toMatch(/^application\/problem\+json/);
  });
});

describe("changing a member", () => {
  it("is one change of all that is given", async () => {
    const done = await order("PATCH", `/v1/members/${id("Ada")}`, {
      name: "Ada King",
      title: "Countess",
      skills: ["maths"],
    });
    expect(done).toMatchObject({ status: 200, body: { revision: "2" }, headers: { etag: '"2"' } });
    expect((done.body.events ?? []).map(({ type }) => type)).toEqual(["MemberRenamed", "MemberDetailsChanged"]);
  });

  it("answers the same where nothing is left to change, without an event", async () => {
    const done = await order("PATCH", `/v1/members/${id("Ada")}`, { name: "Ada King" });
    expect(done).toMatchObject({ status: 200, body: { id: id("Ada"), revision: "2", events: [] } });
  });

  it.each([
    ["nothing to change", {}, 400, "invalid-value"],
    ["a cycle of managers", { manager: "grace@example.com" }, 409, "manager-cycle"],
  ])("refuses %s", async (_, body, status, code) => {
    expect(await order("PATCH", `/v1/members/${id("Ada")}`, body)).toMatchObject({ status, body: { code } });
  });

  it("finds nobody at an id that is not there, and reads none in what is no id", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect(await order("PATCH", `/v1/members/${nobody}`, { name: "X" })).toMatchObject({
      status: 404,
      body: { code: "member-unknown" },
    });
    expect(await order("PATCH", "/v1/members/ada", { name: "X" })).toMatchObject({ status: 400 });
  });
});

describe("assignments", () => {
  const at = (queue: string) => `/v1/members/${id("Grace")}/queues/${encodeURIComponent(queue)}`;

  it("are made by a queue's name, encoded, and are there the second time", async () => {
    const made = await order("PUT", at("Night/Shift"), {});
    expect(made).toMatchObject({ status: 201, body: { id: id("Grace"), events: [{ type: "QueueAssigned" }] } });
    expect(await order("PUT", at("night/shift"))).toMatchObject({ status: 200, body: { events: [] } });
  });

  it("keep their type unless that is to change", async () => {
    expect(await order("PUT", at("Night/Shift"), { type: "backup" })).toMatchObject({
      status: 409,
      body: { code: "already-assigned" },
    });
    expect(await order("PUT", at("Night/Shift"), { type: "backup", retype: true })).toMatchObject({
      status: 200,
      body: { events: [{ type: "QueueAssignmentRetyped" }] },
    });
  });

  it("end only where the queue stays covered, or that is accepted", async () => {
    expect(await order("DELETE", at("Night/Shift"))).toMatchObject({
      status: 409,
      body: { code: "queue-would-be-uncovered" },
    });
    const done = await order("DELETE", at("Night/Shift"), { acceptUncovered: ["Night/Shift"], reason: "on leave" });
    expect(done).toMatchObject({ status: 200, body: { events: [{ type: "QueueAssignmentRemoved" }] } });
  });

  it("need a queue that is there", async () => {
    expect(await order("PUT", at("Clod - Security"))).toMatchObject({
      status: 404,
      body: { code: "queue-unknown", details: { near: ["Cloud - Security"] } },
    });
  });
});

describe("leaving and coming back", () => {
  it("asks who takes over the reports", async () => {
    const leaving = { reasonCode: "resignation", lastDay: "2025-06-30" };
    expect(await order("POST", `/v1/members/${id("Ada")}/deactivate`, leaving)).toMatchObject({
      status: 409,
      body: { code: "member-has-reports" },
    });
  });

  it("closes what was covered, brings it back, and begins anew", async () => {
    await register("Edsger");
    const member = `/v1/members/${id("Edsger")}`;
    await order("PUT", `${member}/queues/Cloud%20-%20Security`, { on: "2025-02-01" });
    const left = await order("POST", `${member}/deactivate`, { reasonCode: "other", lastDay: "2025-06-30", note: "x" });
    expect(left).toMatchObject({
      status: 200,
      body: { events: [{ type: "MemberDeactivated", effectiveOn: "2025-07-01" }] },
    });
    const back = await order("POST", `${member}/reactivate`, { on: "2025-07-01" });
    expect((back.body.events ?? []).map(({ type }) => type)).toEqual(["MemberReactivated", "QueueAssigned"]);
    await order("POST", `${member}/deactivate`, { reasonCode: "other", lastDay: "2025-07-31" });
    const again = await order("POST", `${member}/rehire`, { start: "2025-09-01" });
    expect(again).toMatchObject({ status: 200, body: { events: [{ type: "MemberRehired" }] } });
    expect(await order("POST", `${member}/rehire`, {})).toMatchObject({
      status: 409,
      body: { code: "member-still-active" },
    });
  });

  it("needs a reason that is known", async () => {
    expect(await order("POST", `/v1/members/${id("Edsger")}/deactivate`, { reasonCode: "x" })).toMatchObject({
      status: 400,
      body: { code: "invalid-request", pointer: "/reasonCode" },
    });
  });
});

describe("queues", () => {
  it("are opened, changed and closed", async () => {
    const opened = await order("POST", "/v1/queues", { name: "Brief", on: "2025-01-01" });
    expect(opened).toMatchObject({ status: 201, headers: { location: `/v1/queues/${String(opened.body["id"])}` } });
    const changed = await order("PATCH", "/v1/queues/Brief", { name: "Short", minimum: 2 });
    expect((changed.body.events ?? []).map(({ type }) => type)).toEqual(["QueueRenamed", "QueueCoverageRequired"]);
    expect(await served().ask("GET", "/v1/queues/Short")).toMatchObject({
      body: { name: "Short", minimum: 2, revision: changed.body["revision"] },
      headers: { etag: changed.headers.etag },
    });
    expect(await order("POST", "/v1/queues/Short/close")).toMatchObject({
      status: 200,
      body: { events: [{ type: "QueueClosed" }] },
    });
  });

  it.each([
    ["POST", "/v1/queues", { name: "night/SHIFT" }, 409, "queue-name-taken"],
    ["PATCH", "/v1/queues/Nowhere", { minimum: 1 }, 404, "queue-unknown"],
    ["PATCH", "/v1/queues/Night%2FShift", { minimum: -1 }, 400, "invalid-request"],
    ["PATCH", "/v1/queues/Night%2FShift", {}, 400, "invalid-value"],
    ["POST", "/v1/queues/Cloud%20-%20Security/close", {}, 409, "queue-has-members"],
  ] as const)("%s %s %j answers %i %s", async (...[method, url, body, status, code]) => {
    if (code === "queue-has-members") await order("PUT", `/v1/members/${id("Grace")}/queues/Cloud%20-%20Security`);
    expect(await order(method, url, body)).toMatchObject({ status, body: { code } });
  });
});

describe("a list of commands", () => {
  const commands = [
    { type: "RegisterMember", name: "Barbara", email: "barbara@example.com", team: "platform", newTeam: true },
    { type: "OpenQueue", name: "Compilers", minimum: 1 },
    { type: "AssignQueue", member: "barbara@example.com", queue: "Compilers" },
  ];

  it("is told what would come of it, and nothing does", async () => {
    const before = (await served().muster.status()).log;
    const { status, body } = await order("POST", "/v1/commands", { commands, dryRun: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dryRun: true,
      events: [
        { type: "MemberRegistered" },
        { type: "QueueOpened" },
        { type: "QueueCoverageRequired" },
        { type: "QueueAssigned" },
      ],
      coverage: [{ queue: "Compilers", minimum: 1, primary: 1, covered: true }],
    });
    const rows = body["rows"] as readonly { table: string; before: unknown; after: Record<string, unknown> }[];
    expect(rows).toContainEqual({
      table: "team_queue_assignments",
      before: null,
      after: expect.objectContaining({ queueName: "Compilers", assignmentType: "primary", active: true }) as unknown,
    });
    expect(rows.find(({ table }) => table === "team_members")?.after).toMatchObject({
      name: "Barbara",
      team: "platform",
    });
    expect((await served().muster.status()).log).toBe(before);
  });

  it("is one change, whose later commands name what earlier ones make", async () => {
    const done = await order("POST", "/v1/commands", { commands, reason: "a new team" });
    expect(done).toMatchObject({ status: 201, body: { revision: "1" } });
    const { body } = await served().ask("GET", `/v1/members/${String(done.body["id"])}`);
    expect(body).toMatchObject({ name: "Barbara", queues: [{ queue: "Compilers", type: "primary" }] });
  });

  it("is refused as a whole, and told which command is to blame", async () => {
    const twice = [
      { type: "UpdateMember", member: "barbara@example.com", title: "Professor", name: "Barbara Liskov" },
      { type: "UnassignQueue", member: "barbara@example.com", queue: "Compilers" },
    ];
    for (const dryRun of [true, false])
      expect(await order("POST", "/v1/commands", { commands: twice, dryRun })).toMatchObject({
        status: 409,
        body: { code: "queue-would-be-uncovered", details: { command: 1 } },
      });
    const unknown = [...twice.slice(0, 1), { type: "AssignQueue", member: "nobody@example.com", queue: "Compilers" }];
    expect(await order("POST", "/v1/commands", { commands: unknown })).toMatchObject({
      status: 422,
      body: { code: "member-unknown", pointer: "/commands/1/member" },
    });
    const { body } = await served().ask("GET", "/v1/members?q=barbara");
    expect(body.items).toMatchObject([{ name: "Barbara", title: null }]);
  });

  it("foresees a change that is dated back, as it would be recorded", async () => {
    const late = [
      { type: "DeactivateMember", member: "edsger@example.com", reasonCode: "other", lastDay: "2025-10-01" },
    ];
    const { body } = await order("POST", "/v1/commands", { commands: late, dryRun: true });
    expect(body["rows"]).toContainEqual(
      expect.objectContaining({
        table: "team_members",
        before: expect.objectContaining({ active: true, endDate: null }) as unknown,
        after: expect.objectContaining({ active: false, endDate: "2025-10-01" }) as unknown,
      }),
    );
  });

  it.each([
    ["no command", { commands: [] }],
    ["too many", { commands: Array.from({ length: 101 }, () => commands[1]) }],
    ["one of another type", { commands: [{ type: "SealMember", member: "x" }] }],
  ])("takes not %s", async (_, body) => {
    expect(await order("POST", "/v1/commands", body)).toMatchObject({ status: 400, body: { code: "invalid-request" } });
  });
});

it("met nothing that it did not expect", () => {
  expect(served().unexpected).toEqual([]);
});
