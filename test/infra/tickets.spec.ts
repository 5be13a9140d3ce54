import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import type { TicketSettings } from "../../src/app/ports/tickets.ts";
import { sql } from "slonik";
import { BadSetting, readConfig } from "../../src/config.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { type TableReads, tableReads } from "../../src/infra/postgres/rosterPool.ts";
import { postgresTicketQueries } from "../../src/infra/postgres/tickets/ticketQueries.ts";
import { assigned, deactivated, opened, registered, renamed } from "../projections/events.ts";
import { on } from "../projections/given.ts";
import { useDatabase } from "../support/postgres.ts";
import { id, projecting } from "./projector/support.ts";

const database = useDatabase();
const settings: TicketSettings = readConfig({}).tickets;
let reads: TableReads;
const asking = (change: Partial<TicketSettings> = {}) => postgresTicketQueries(reads, { ...settings, ...change });
const called = (change: Partial<TicketSettings["columns"]>) => asking({ columns: { ...settings.columns, ...change } });
const one = (name: string) => ({ memberIds: [id(name)] });

beforeAll(() => {
  reads = tableReads(database().pool);
});
afterAll(() => reads.close());

async function answered<T>(
  asked: Promise<{ available: true; answer: T } | { available: false; why: string }>,
): Promise<T> {
  const result = await asked;
  if (!result.available) throw new Error(result.why);
  return result.answer;
}

const role = `desk_${randomBytes(6).toString("hex")}`;
const desk = `create table tickets ("TKT-Ticket ID" int, "TKT-Summary" text, "TKT-Status" text, "TKT-Queue" text,
  "TKT-Assigned To User" varchar(200), "TKT-Created Date" timestamptz, extra text)`;
const rows = `insert into tickets values
  (1, 'printer', 'New', 'Web', 'Ada', now() - interval '2 hours'), (2, 'dns', 'In progress', 'Web', 'Ada', now() - interval '40 days'),
  (3, 'old name', 'New', 'Web', 'Augusta', now() - interval '3 days'), (4, 'done', 'closed', 'Web', 'Ada', now()),
  (5, 'whose?', 'New', 'DNS', 'Sam', now() - interval '10 days'), (6, 'nobody', 'New', 'Web', null, now()),
  (7, 'blank', 'New', 'DNS', '  ', null), (8, 'left', 'New', 'DNS', 'Gone', now()), (9, 'left, once', 'New', 'DNS', 'Went', now()),
  (10, 'stranger', 'New', 'Web', 'Nobody of ours', now()), (11, 'no status', null, 'Web', 'Ada', null),
  (12, 'told late', 'New', 'Web', 'Late', now())`;

describe("where there is no table of tickets", () => {
  it("says so, and that a setting names it", async () =>
    expect(await asking().workloadByQueue()).toEqual({
      available: false,
      why: expect.stringMatching(/no table tickets.*MUSTER_TICKETS_TABLE/),
    }));
});

describe("the desk's tickets", () => {
  beforeAll(async () => {
    const muster = projecting(database().pool);
    await muster.apply(
      on("2025-01-01", opened(id("web"), "Web")),
      on("2025-01-01", opened(id("dns"), "DNS")),
      ...["ada", "bob", "sam1", "sam2", "gone"].map((name) =>
        on(
          "2025-01-01",
          registered(id(name), {
            name: name === "ada" ? "Augusta" : name,
            email: `${name}@x.org`,
            team: name === "sam2" ? "Field" : "engineering",
          }),
        ),
      ),
      on("2025-01-02", renamed(id("ada"), "Augusta", "Ada")),
      on("2025-03-02", renamed(id("bob"), "bob", "Bob")),
      // Entered after the other, for a day before it: no later row tells of it as what was there before.
      on("2025-02-02", renamed(id("bob"), "bob", "Late")),
      on("2025-01-02", renamed(id("sam1"), "sam1", "Sam")),
      on("2025-01-02", renamed(id("sam2"), "sam2", "Sam")),
      on("2025-01-02", renamed(id("gone"), "gone", "Went")),
      on("2025-01-03", renamed(id("gone"), "Went", "Gone")),
      on("2025-01-04", assigned(id("ada"), id("a1"), id("web"))),
      on("2025-02-01", deactivated(id("gone"), "2025-01-31")),
    );
    await muster.close();
    await database().pool.query(`${desk}; ${rows}`);
  });
  it("are a member's under the present and under a former name, open ones alone unless asked", async () => {
    const { tickets, total } = await answered(asking().tickets(one("ada"), { limit: 10 }));
    expect(tickets.map(({ ticketId }) => ticketId).sort()).toEqual(["1", "11", "2", "3"]);
    expect(total).toBe(4);
    expect(tickets[0]).toMatchObject({
      ticketId: "2",
      summary: "dns",
      assignedTo: "Ada",
      memberId: id("ada"),
      open: true,
      ageDays: 40,
    });
    expect((await answered(asking().tickets(one("ada"), { limit: 2, status: "all" }))).total).toBe(5);
  });

  it("are counted by member, status and age; who holds none is there too", async () => {
    const { members } = await answered(asking().workloadByMember({ team: "engineering" }));
    expect(members.map(({ name, open }) => [name, open])).toEqual([
      ["Ada", 4],
      ["Bob", 1],
      ["Sam", 0],
    ]);
    expect(members[0]).toMatchObject({
      names: ["Ada", "Augusta"],
      byStatus: [
        { status: "New", tickets: 2 },
        { status: "(none)", tickets: 1 },
        { status: "In progress", tickets: 1 },
      ],
      ageing: { upToOneDay: 1, upToOneWeek: 1, upToOneMonth: 0, older: 1, unknown: 1 },
    });
  });

  it("under the name of two people are told as ambiguous, and counted for neither", async () => {
    const { ambiguous } = await answered(asking().workloadByMember({ team: "engineering" }));
    expect(ambiguous).toHaveLength(1);
    expect(ambiguous[0]).toMatchObject({ name: "Sam", open: 1 });
    expect(ambiguous[0]?.members.map(({ memberId }) => memberId).sort()).toEqual([id("sam1"), id("sam2")].sort());
    expect(await answered(asking().tickets(one("sam1"), { limit: 10 }))).toEqual({
      ...{ tickets: [], total: 0, next: null },
    });
  });

  it("are counted by queue, or by the queues that a team covers", async () => {
    expect((await answered(asking().workloadByQueue())).map(({ queue, open }) => [queue, open])).toEqual([
      ["DNS", 4],
      ["Web", 7],
    ]);
    expect((await answered(asking().workloadByQueue("engineering"))).map(({ queue }) => queue)).toEqual(["Web"]);
  });

  it("are counted by the day on which they were made, in the organisation's time zone, and by queue", async () => {
    await database().pool
      .query(`create table dated as select * from (values ('Web', 'New', timestamptz '2025-02-28 23:30Z'),
      ('Web', 'closed', '2025-03-01 10:00Z'), ('  ', 'New', '2025-03-02Z'), (null, null, '2025-03-02Z'), ('Web', 'New', null),
      ('Web', 'New', '2025-03-03 00:00Z'), ('Web', 'New', 'infinity')) t ("TKT-Queue", "TKT-Status", "TKT-Created Date")`);
    const dated = asking({ table: "dated", columns: { ...settings.columns, assignee: "TKT-Queue" } });
    const made = (timezone: string) => answered(dated.madeByDay({ from: "2025-03-01", to: "2025-03-02" }, timezone));
    const none = { on: "2025-03-02", queue: null, tickets: 2, open: 2 };
    expect(await made("UTC")).toEqual([{ on: "2025-03-01", queue: "Web", tickets: 1, open: 0 }, none]);
    expect(await made("Europe/Berlin")).toEqual([{ on: "2025-03-01", queue: "Web", tickets: 2, open: 1 }, none]);
    expect((await made("America/New_York")).at(-1)).toEqual({ on: "2025-03-02", queue: "Web", tickets: 1, open: 1 });
  });

  it.each([
    ["extra", /column "extra" of the table tickets holds no dates.*MUSTER_TICKETS_CREATED/],
    ["nope", /no column "nope" of when they were made.*MUSTER_TICKETS_CREATED/],
  ])("without dates (%s) are in no day, which is told", async (created, why) => {
    expect(await called({ created }).madeByDay({ from: "2025-01-01", to: "2025-12-31" }, "UTC")).toEqual({
      available: false,
      why: expect.stringMatching(why),
    });
  });

  it("that nobody has, and those of people who left", async () => {
    const ids = ({ tickets }: { tickets: readonly { ticketId: string }[] }) =>
      tickets.map(({ ticketId }) => ticketId).sort();
    expect(ids(await answered(asking().unassigned({ limit: 10 })))).toEqual(["6", "7"]);
    expect(ids(await answered(asking().unassigned({ limit: 10, team: "engineering" })))).toEqual(["6"]);
    const left = await answered(asking().heldByLeavers({ limit: 10 }));
    expect(ids(left)).toEqual(["8", "9"]);
    expect(left.tickets[0]?.memberId).toBe(id("gone"));
    expect(ids(await answered(asking().heldByLeavers({ limit: 10, team: "Field" })))).toEqual([]);
  });

  it("answer the analysts' own query, word for word, as it always was", async () => {
    const query = `SELECT t.* FROM tickets t JOIN team_members tm ON t."TKT-Assigned To User" = tm.name WHERE tm.active = true AND tm.team = 'engineering'`;
    const { rows: found, fields } = await database().pool.query<Record<string, unknown>>(query);
    expect(found.map((row) => row["TKT-Ticket ID"]).sort()).toEqual([1, 11, 2, 4, 5]);
    expect(fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["TKT-Ticket ID", "TKT-Assigned To User", "extra"]),
    );
  });

  it("are listed a part at a time: each once, the oldest first, those of unknown age last", async () => {
    const found: string[] = [];
    let after: readonly [string, string] | undefined;
    do {
      const { tickets, total, next } = await answered(asking().tickets(one("ada"), { limit: 1, after }));
      expect(total).toBe(4);
      found.push(...tickets.map(({ ticketId }) => ticketId));
      after = next ?? undefined;
    } while (after);
    expect(found).toEqual(["2", "3", "1", "11"]);
  });

  it("may be closed ones alone", async () => {
    const { tickets } = await answered(asking().tickets(one("ada"), { limit: 5, status: "closed" }));
    expect(tickets).toMatchObject([{ ticketId: "4", open: false, status: "closed" }]);
  });

  it("may have other columns, fewer columns, and names that look like SQL", async () => {
    await database().pool.query(`create schema desk; create table desk."we ird""; drop" ("who's" char(30), "?" text)`);
    await database().pool.query(`insert into desk."we ird""; drop" values ('Ada', null), ('Ada', 'cLoSeD')`);
    const columns = { ...settings.columns, assignee: "who's", status: "?" };
    const odd = asking({ table: 'desk.we ird"; drop', columns });
    expect(await answered(odd.tickets(one("ada"), { limit: 5 }))).toMatchObject({
      total: 1,
      tickets: [{ ticketId: "", status: null, open: true, createdAt: null, assignedTo: "Ada", memberId: id("ada") }],
    });
    expect(await odd.workloadByQueue()).toEqual({
      available: false,
      why: expect.stringMatching(/no column "TKT-Queue" of their queues.*MUSTER_TICKETS_QUEUE/),
    });
  });

  it.each([
    [{ assignee: "nope" }, /no column "nope" that says whose.*MUSTER_TICKETS_ASSIGNEE/],
    [{ status: "nope" }, /no column "nope" of their statuses.*MUSTER_TICKETS_STATUS/],
  ])("without a column that is needed are told of, not guessed: %j", async (columns, why) => {
    const questions = called(columns);
    for (const asked of [questions.unassigned({ limit: 1 }), questions.workloadByMember(one("ada"))])
      expect(await asked).toEqual({ available: false, why: expect.stringMatching(why) });
  });

  it("may be assigned by number, or made at the end of all time, and are read all the same", async () => {
    await database().pool.query(`create table numbered as select 7 as who, 'New' as "TKT-Status",
      timestamp 'infinity' as "TKT-Created Date", '-infinity'::date as never`);
    const columns = { ...settings.columns, assignee: "who" };
    const odd = asking({ table: "numbered", columns });
    expect(await answered(odd.workloadByMember(one("ada")))).toMatchObject({ members: [{ open: 0 }] });
    const unowned = asking({ table: "numbered", columns: { ...columns, assignee: "never", created: "never" } });
    expect(await answered(unowned.unassigned({ limit: 1 }))).toEqual({ tickets: [], total: 0, next: null });
  });

  it("are read on connections that cannot write", async () => {
    const remove = reads.read((tables) => tables.query(sql.unsafe`delete from tickets`));
    await expect(remove).rejects.toThrow("read-only transaction");
  });

  it("that Muster's role may not read are told of", async () => {
    await database().pool.query(
      `create role ${role} login password '${role}'; grant select on all tables in schema public to ${role}; revoke all on tickets from ${role}`,
    );
    const url = new URL(database().url);
    url.username = role;
    url.password = role;
    const poor = openPool(url.href);
    const poorReads = tableReads(poor);
    const refused = await postgresTicketQueries(poorReads, settings)
      .unassigned({ limit: 1 })
      .finally(async () => {
        await poorReads.close();
        await poor.end();
        await database().pool.query(`drop owned by ${role}; drop role ${role}`);
      });
    expect(refused).toEqual({ available: false, why: expect.stringMatching(/may not read the table tickets.*grant/) });
  });
});

describe("a setting", () => {
  it.each([
    ["MUSTER_TICKETS_TABLE", "a.b.c"],
    ["MUSTER_TICKETS_TABLE", "desk."],
    ["MUSTER_TICKETS_ASSIGNEE", "x".repeat(64)],
    ["MUSTER_TICKETS_QUEUE", "é".repeat(32)],
  ])("%s that names nothing Postgres can have is refused", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(BadSetting);
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });
});
