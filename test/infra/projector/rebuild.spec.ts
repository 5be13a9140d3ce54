import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { assigned, opened, queueRenamed, registered, renamed, retyped, unassigned } from "../../projections/events.ts";
import { on } from "../../projections/given.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { contents, id, projecting, rows, whileRunning } from "./support.ts";

let database: TestDatabase;
let muster: ReturnType<typeof projecting>;

beforeEach(async () => {
  database = await createTestDatabase();
  muster = projecting(database.pool);
});
afterEach(async () => {
  await muster.close();
  await database.drop();
});

const ada = on("2025-01-01", registered(id("ada"), { name: "Ada", skills: ["dns"] }));
const bob = on("2025-01-01", registered(id("bob"), { name: "Bob", managerId: id("ada") }));
const dns = on("2025-01-01", opened(id("dns"), "DNS"));
const covering = on("2025-02-01", assigned(id("ada"), id("a1"), id("dns")));
const sql = (text: string) => database.pool.query(text);

describe("verify", () => {
  beforeEach(async () => {
    await muster.apply(ada, bob, dns, covering);
  });

  it("finds nothing where the tables are what the log says", async () => {
    const { position, rows: counts, differences } = await muster.projections.verify();
    expect(position).toBe(4n);
    expect(counts).toEqual({ members: 2, assignments: 1, queues: 1, history: 14 });
    expect(differences).toEqual([]);
  });

  it.each([
    [
      "a changed cell",
      "update team_members set team = 'x', revision = 7 where name = 'Ada'",
      [
        { table: "team_members", key: id("ada"), column: "team", live: "x", expected: "Cloud" },
        { table: "team_members", key: id("ada"), column: "revision", live: "7", expected: "1" },
      ],
    ],
    [
      "a row that is missing",
      "delete from team_member_history where field_name = 'manager_id'",
      [expect.objectContaining({ table: "team_member_history", column: "*", live: null })],
    ],
    [
      "a row too many",
      "insert into queues select gen_random_uuid(), 'Extra', minimum, open, opened_on, closed_on, revision, position, updated_at, effective_on from queues",
      [expect.objectContaining({ table: "queues", column: "*", expected: null })],
    ],
    [
      "an assignment that was switched off",
      "update team_queue_assignments set active = false, removed_date = '2025-03-01'",
      [
        expect.objectContaining({ column: "removed_date", live: "2025-03-01", expected: null }),
        expect.objectContaining({ column: "active", live: false, expected: true }),
      ],
    ],
    [
      "a version that was changed",
      "update muster.member_versions set team = 'x' where name = 'Ada' and valid_to = 'infinity'",
      [
        expect.objectContaining({
          ...{ table: "member_versions", key: `${id("ada")} 2025-02-01 4`, column: "team" },
          ...{ live: "x", expected: "Cloud" },
        }),
      ],
    ],
    [
      "an event that was parked and should not be",
      "insert into muster.parked (key, position, event_id, type, error) values ('member-x', 1, gen_random_uuid(), 't', 'e')",
      [{ table: "parked", key: "member-x", column: "*", live: "e", expected: null }],
    ],
  ])("finds %s, and a rebuild mends it", async (what, damage, found) => {
    const before = await contents(database.pool);
    await sql(damage);
    expect((await muster.projections.verify()).differences).toEqual(found);
    const { changed } = await muster.projections.rebuild();
    expect(changed).toBe(what === "an event that was parked and should not be" ? 0 : 1);
    expect((await muster.projections.verify()).differences).toEqual([]);
    expect(await contents(database.pool)).toEqual(before);
  });

  it("compares at the tables' own position, however far the log is ahead", async () => {
    await muster.append(on("2025-03-01", renamed(id("ada"), "Ada", "Ada L.")));
    expect(await muster.projections.verify()).toMatchObject({ position: 4n, differences: [] });
  });

  it("tells how far it is", async () => {
    const told: string[] = [];
    await muster.projections.verify((done, head) => told.push(`${done}/${head}`));
    expect(told).toEqual(["4/4"]);
  });
});

describe("a rebuild", () => {
  it("fills empty tables from the log, up to its end", async () => {
    await muster.append(ada, bob, dns, covering);
    const outcome = await muster.projections.rebuild();
    expect(outcome).toEqual({
      position: 4n,
      rows: { members: 2, assignments: 1, queues: 1, history: 14 },
      changed: 27,
    });
    expect((await muster.projections.status()).position).toBe(4n);
  });

  it("leaves what hangs on the tables: a view, a grant, a key of the service desk's, an index of an analyst's", async () => {
    await muster.apply(ada, bob);
    // Roles belong to the server: this one must not meet another test's.
    const analyst = `analyst_${new URL(database.url).pathname.slice(1)}`;
    await sql(`create role ${analyst}`);
    await sql("create view people as select name, team from team_members");
    await sql(`grant select on team_members, people to ${analyst}`);
    await sql("create table tickets (id int primary key, owner uuid references team_members)");
    await sql(`insert into tickets values (1, '${id("bob")}')`);
    await sql("create index by_title on team_members (title)");
    await sql("update team_members set name = 'Robert' where name = 'Bob'");
    await muster.projections.rebuild();
    expect(await rows(database.pool, "select name from people order by name")).toEqual([
      { name: "Ada" },
      { name: "Bob" },
    ]);
    expect(
      await rows(database.pool, `select has_table_privilege('${analyst}', 'team_members', 'select') as may`),
    ).toEqual([{ may: true }]);
    expect(await rows(database.pool, "select owner from tickets")).toEqual([{ owner: id("bob") }]);
    expect(await rows(database.pool, "select to_regclass('by_title') is not null as there")).toEqual([{ there: true }]);
    await sql(`drop owned by ${analyst}; drop role ${analyst}`);
  });

  it("lets a reader who polls throughout see every row, while others write and the projector runs", async () => {
    const people = Array.from({ length: 300 }, (_, n) => on("2025-01-01", registered(id(`p${n}`), { name: `P${n}` })));
    await muster.apply(dns, ...people);
    await whileRunning(muster.projections, async () => {
      const done = new AbortController();
      const goesOn = () => !done.signal.aborted;
      let fewest = Infinity;
      let reads = 0;
      const reading = (async () => {
        while (goesOn()) {
          const [found] = await rows(database.pool, "select count(*)::int as n from team_members");
          fewest = Math.min(fewest, Number(found?.["n"]));
          reads += 1;
        }
      })();
      let last = 0n;
      const writing = (async () => {
        for (let n = 0; goesOn() || n < 20; n += 1) {
          const late = on("2025-02-01", registered(id(`late${n}`), { name: `Late ${n}` }));
          last = await muster.append(late, on("2025-03-01", queueRenamed(id("dns"), "DNS", `DNS ${n}`)));
        }
      })();
      for (let n = 0; n < 3; n += 1) {
        // So that there is something to mend each time.
        await sql("update team_members set title = 'wrong' where name < 'P2'");
        await muster.projections.rebuild();
      }
      done.abort();
      await Promise.all([reading, writing]);
      expect(reads).toBeGreaterThan(3);
      expect(fewest).toBeGreaterThanOrEqual(300);
      expect(await muster.projections.waitFor(last, 20_000)).toBeGreaterThanOrEqual(last);
      expect((await muster.projections.verify()).differences).toEqual([]);
    });
    expect(await rows(database.pool, "select from team_members where title = 'wrong'")).toEqual([]);
  });

  it("mends an assignment that stands in the way of another", async () => {
    // In pages of one, so that the shadow's last row is the one that must be written first.
    const slow = projecting(database.pool, { pageSize: 1, log: muster.log });
    await slow.apply(
      ...[ada, dns, covering, on("2025-03-01", unassigned(id("ada"), id("a1"), id("dns")))],
      on("2025-03-01", assigned(id("ada"), id("a0"), id("dns"))),
      on("2025-03-02", retyped(id("ada"), id("a1"), id("dns"), ["primary", "backup"])),
    );
    await sql(`update team_queue_assignments set active = false where assignment_id = '${id("a0")}'`);
    await sql(`update team_queue_assignments set active = true where assignment_id = '${id("a1")}'`);
    await slow.projections.rebuild();
    expect((await slow.projections.verify()).differences).toEqual([]);
    await slow.projections.close();
  });

  it("waits for another rebuild, so that both end well", async () => {
    await muster.append(ada, bob, dns, covering);
    const outcomes = await Promise.all([muster.projections.rebuild(), muster.projections.rebuild()]);
    expect(outcomes.map(({ changed }) => changed).sort()).toEqual([0, 27]);
  });
});
