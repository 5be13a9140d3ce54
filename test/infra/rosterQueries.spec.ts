import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TablesUnavailable } from "../../src/app/ports/projections.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { postgresRosterQueries } from "../../src/infra/postgres/rosterQueries.ts";
import {
  assigned,
  coverageRequired,
  deactivated,
  opened,
  queueClosed,
  registered,
  renamed,
  unassigned,
} from "../projections/events.ts";
import { on } from "../projections/given.ts";
import { useDatabase } from "../support/postgres.ts";
import { id, projecting } from "./projector/support.ts";

const database = useDatabase();
let queries: ReturnType<typeof postgresRosterQueries>;

beforeAll(async () => {
  queries = postgresRosterQueries(database().pool);
  const muster = projecting(database().pool);
  await muster.apply(
    on("2025-01-01", registered(id("ada"), { name: "ada", email: "Ada@X.org", title: "Lead", skills: ["dns"] })),
    on("2025-01-01", registered(id("bob"), { name: "Bob", email: "bob@x.org", managerId: id("ada") })),
    on("2025-01-01", registered(id("åke"), { name: "Åke", email: "ake@x.org", team: "Field" })),
    on("2025-01-01", opened(id("web"), "Web")),
    on("2025-01-01", opened(id("dns"), "DNS")),
    on("2025-01-01", opened(id("old"), "Old")),
    on("2025-01-02", queueClosed(id("old"), "Old")),
    on("2025-01-02", coverageRequired(id("web"), 2)),
    on("2025-02-01", assigned(id("ada"), id("a1"), id("web"))),
    on("2025-02-01", assigned(id("ada"), id("a2"), id("dns"), "trainee")),
    on("2025-02-01", assigned(id("åke"), id("a3"), id("web"), "backup")),
    on("2025-02-01", assigned(id("bob"), id("a4"), id("dns"))),
    on("2025-03-01", unassigned(id("bob"), id("a4"), id("dns"))),
    on("2025-04-01", deactivated(id("bob"), "2025-03-31"), { reason: "moved" }),
    on("2025-05-01", renamed(id("ada"), "ada", "Ada")),
  );
  await muster.close();
});
afterAll(() => queries.close());

describe("the roster", () => {
  it("has the active members by name, with their queues by name", async () => {
    expect(await queries.roster()).toEqual([
      {
        memberId: id("ada"),
        name: "Ada",
        email: "Ada@X.org",
        team: "Cloud",
        title: "Lead",
        active: true,
        managerId: null,
        startDate: "2025-01-01",
        endDate: null,
        queues: [
          { queue: "DNS", type: "trainee", assignedDate: "2025-02-01" },
          { queue: "Web", type: "primary", assignedDate: "2025-02-01" },
        ],
      },
      expect.objectContaining({ name: "Åke", queues: [expect.objectContaining({ queue: "Web", type: "backup" })] }),
    ]);
  });

  it("is that of a team, leavers included where asked for", async () => {
    const cloud = await queries.roster({ team: "Cloud", all: true });
    expect(cloud.map(({ name, active, endDate }) => [name, active, endDate])).toEqual([
      ["Ada", true, null],
      ["Bob", false, "2025-03-31"],
    ]);
    expect(await queries.roster({ team: "cloud" })).toEqual([]);
  });

  it("has the contacts of a team in short", async () => {
    expect(await queries.contacts("Cloud")).toEqual([{ memberId: id("ada"), name: "Ada", email: "Ada@X.org" }]);
  });
});

describe("one member", () => {
  it("is told with details", async () => {
    expect(await queries.member(id("ada"))).toMatchObject({
      name: "Ada",
      skills: ["dns"],
      timezone: null,
      revision: 3n,
      position: 15n,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
    });
    expect(await queries.member(id("nobody"))).toBeUndefined();
    expect(await queries.member("nobody")).toBeUndefined();
  });

  it.each([
    ["an id", id("ada"), ["Ada"]],
    ["an email, whatever its case", " ADA@x.ORG ", ["Ada"]],
    ["a name", "Bob", ["Bob"]],
    ["nobody's name", "'; --", []],
  ])("is found by %s", async (_, reference, names) => {
    expect((await queries.findMembers(reference)).map(({ name }) => name)).toEqual(names);
  });

  it("has a history, newest first", async () => {
    const told = await queries.history(id("bob"));
    expect(
      told
        .slice(0, 5)
        .map(({ changeType, fieldName, oldValue, newValue }) => [changeType, fieldName, oldValue, newValue]),
    ).toEqual([
      ["MemberDeactivated", "active", "true", "false"],
      ["MemberDeactivated", "end_date", null, "2025-03-31"],
      ["MemberDeactivated", "reason_code", null, "resignation"],
      ["QueueAssignmentRemoved", "queue", "DNS", null],
      ["QueueAssignmentRemoved", "assignment_type", "primary", null],
    ]);
    expect(told[0]).toMatchObject({ effectiveOn: "2025-04-01", changedBy: "test:tester", position: 14n });
  });
});

describe("queues", () => {
  it("are listed by name, closed ones where asked for", async () => {
    expect((await queries.queues()).map(({ name }) => name)).toEqual(["DNS", "Web"]);
    expect(await queries.queues({ all: true })).toEqual([
      expect.objectContaining({ name: "DNS", open: true, closedOn: null, openedOn: "2025-01-01" }),
      expect.objectContaining({ name: "Old", open: false, closedOn: "2025-01-02" }),
      expect.objectContaining({ name: "Web", minimum: 2 }),
    ]);
  });

  it("are found by id and by name, whatever its case", async () => {
    expect((await queries.findQueues("web")).map(({ queueId }) => queueId)).toEqual([id("web")]);
    expect((await queries.findQueues(id("web"))).map(({ name }) => name)).toEqual(["Web"]);
    expect(await queries.findQueues("Webs")).toEqual([]);
  });

  it("are covered by primary and backup, and not by trainees", async () => {
    expect(await queries.coverage()).toEqual([
      { queueId: id("dns"), queue: "DNS", minimum: 0, primary: 0, backup: 0, trainee: 1, covered: false },
      { queueId: id("web"), queue: "Web", minimum: 2, primary: 1, backup: 1, trainee: 0, covered: true },
    ]);
  });
});

describe("a database that does not answer", () => {
  it("is told apart from a fault", async () => {
    const nowhere = openPool("postgres://muster@127.0.0.1:1/none", { connectTimeoutMs: 2000 });
    const lost = postgresRosterQueries(nowhere);
    await expect(lost.roster()).rejects.toThrow(TablesUnavailable);
    await lost.close();
    await nowhere.end();
  });
});
