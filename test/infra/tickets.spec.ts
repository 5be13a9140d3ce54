import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { TicketSettings } from "../../src/app/ports/tickets.ts";
import { readConfig } from "../../src/config.ts";
import { postgresTicketQueries } from "../../src/infra/postgres/tickets/ticketQueries.ts";
import { assigned, deactivated, opened, registered, renamed } from "../projections/events.ts";
import { on } from "../projections/given.ts";
import { useDatabase } from "../support/postgres.ts";
import { id, projecting } from "./projector/support.ts";

const database = useDatabase();
const settings: TicketSettings = readConfig({}).tickets;
const opening: { close(): Promise<void> }[] = [];
const asking = (change: Partial<TicketSettings> = {}) => {
  const queries = postgresTicketQueries(database().pool, { ...settings, ...change });
  opening.push(queries);
  return queries;
};
async function answered<T>(
  asked: Promise<{ available: true; answer: T } | { available: false; why: string }>,
): Promise<T> {
  const result = await asked;
  if (!result.available) throw new Error(result.why);
  return result.answer;
}

const desk = `create table tickets ("TKT-Ticket ID" int, "TKT-Summary" text, "TKT-Status" text, "TKT-Queue" text,
  "TKT-Assigned To User" varchar(200), "TKT-Created Date" timestamptz, extra text)`;
const rows = `insert into tickets values
  (1, 'printer', 'New', 'Web', 'Ada', now() - interval '2 hours'), (2, 'dns', 'In progress', 'Web', 'Ada', now() - interval '40 days'),
  (3, 'old name', 'New', 'Web', 'Augusta', now() - interval '3 days'), (4, 'done', 'closed', 'Web', 'Ada', now()),
  (5, 'whose?', 'New', 'DNS', 'Sam', now() - interval '10 days'), (6, 'nobody', 'New', 'Web', null, now()),
  (7, 'blank', 'New', 'DNS', '  ', null), (8, 'left', 'New', 'DNS', 'Gone', now()), (9, 'left, once', 'New', 'DNS', 'Went', now()),
  (10, 'stranger', 'New', 'Web', 'Nobody of ours', now()), (11, 'no status', null, 'Web', 'Ada', null)`;

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
            team: name === "sam2" ? "Field" : "Desk",
          }),
        ),
      ),
      on("2025-01-02", renamed(id("ada"), "Augusta", "Ada")),
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
  afterAll(() => Promise.all(opening.map((each) => each.close())));

  it("are a member's under the present and under a former name, open ones alone unless asked", async () => {
    const { tickets, total } = await answered(asking().tickets({ memberId: id("ada") }, { limit: 10 }));
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
    expect((await answered(asking().tickets({ memberId: id("ada") }, { limit: 2, all: true }))).total).toBe(5);
  });

  it("are counted by member, status and age; who holds none is there too", async () => {
    const { members } = await answered(asking().workloadByMember({ team: "Desk" }));
    expect(members.map(({ name, open }) => [name, open])).toEqual([
      ["Ada", 4],
      ["bob", 0],
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
    const { ambiguous } = await answered(asking().workloadByMember({ team: "Desk" }));
    expect(ambiguous).toHaveLength(1);
    expect(ambiguous[0]).toMatchObject({ name: "Sam", open: 1 });
    expect(ambiguous[0]?.members.map(({ memberId }) => memberId).sort()).toEqual([id("sam1"), id("sam2")].sort());
    expect(await answered(asking().tickets({ memberId: id("sam1") }, { limit: 10 }))).toEqual({
      tickets: [],
      total: 0,
    });
  });

  it("are counted by queue, or by the queues that a team covers", async () => {
    expect((await answered(asking().workloadByQueue())).map(({ queue, open }) => [queue, open])).toEqual([
      ["DNS", 4],
      ["Web", 6],
    ]);
    expect((await answered(asking().workloadByQueue("Desk"))).map(({ queue }) => queue)).toEqual(["Web"]);
  });

  it("that nobody has, and those of people who left", async () => {
    const ids = ({ tickets }: { tickets: readonly { ticketId: string }[] }) =>
      tickets.map(({ ticketId }) => ticketId).sort();
    expect(ids(await answered(asking().unassigned({ limit: 10 })))).toEqual(["6", "7"]);
    expect(ids(await answered(asking().unassigned({ limit: 10, team: "Desk" })))).toEqual(["6"]);
    const left = await answered(asking().heldByLeavers({ limit: 10 }));
    expect(ids(left)).toEqual(["8", "9"]);
    expect(left.tickets[0]?.memberId).toBe(id("gone"));
    expect(ids(await answered(asking().heldByLeavers({ limit: 10, team: "Field" })))).toEqual([]);
  });

  it("answer the analysts' own query as it always was", async () => {
    const { rows: found } = await database().pool.query(
      `SELECT t.* FROM tickets t JOIN team_members tm ON t."TKT-Assigned To User" = tm.name WHERE tm.active = true AND tm.team = 'Desk'`,
    );
    expect(found).toHaveLength(5);
  });

  it("may have other columns, fewer columns, and names that look like SQL", async () => {
    await database().pool.query(`create schema desk; create table desk."we ird""; drop" ("who's" text)`);
    await database().pool.query(`insert into desk."we ird""; drop" values ('Ada')`);
    const odd = asking({ table: 'desk.we ird"; drop', columns: { ...settings.columns, assignee: "who's" } });
    expect(await answered(odd.tickets({ memberId: id("ada") }, { limit: 5 }))).toMatchObject({
      total: 1,
      tickets: [{ status: null, open: true, createdAt: null }],
    });
    const none = await asking({ columns: { ...settings.columns, assignee: "nope" } }).unassigned({ limit: 1 });
    expect(none).toEqual({ available: false, why: expect.stringMatching(/no column "nope".*MUSTER_TICKETS_ASSIGNEE/) });
  });
});
