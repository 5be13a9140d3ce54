import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import {
  assigned,
  deactivated,
  emailChanged,
  managerChanged,
  opened,
  queueRenamed,
  registered,
  registeredInError,
  renamed,
  transferred,
  unassigned,
} from "../../projections/events.ts";
import { on } from "../../projections/given.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { keysOf } from "../../../src/infra/postgres/projector/keys.ts";
import { Session, settled } from "../../../src/infra/postgres/projector/session.ts";
import { live } from "../../../src/infra/postgres/projector/tables.ts";
import { VersionChanges } from "../../../src/projections/versionChanges.ts";
import { TableStore } from "../../../src/infra/postgres/projector/tableStore.ts";
import { computed, contents, id, projecting, rows } from "./support.ts";

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

const ada = on("2025-01-01", registered(id("ada"), { name: "Ada", email: "ada@x.org", skills: ['a "b"', "c,{d}\\"] }));
const bob = on("2025-01-01", registered(id("bob"), { name: "Bob", email: "bob@x.org" }));
const dns = on("2025-01-01", opened(id("dns"), "DNS"));
const members = (columns: string) => rows(database.pool, `select ${columns} from team_members order by name`);

describe("a batch", () => {
  it("writes each table, and the checkpoint with them", async () => {
    const position = await muster.apply(ada, dns, on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))));
    expect(await members("*")).toEqual([
      expect.objectContaining({
        member_id: id("ada"),
        name: "Ada",
        email: "ada@x.org",
        email_key: "ada@x.org",
        active: true,
        skills: ['a "b"', "c,{d}\\"],
        revision: "1",
        position: "3",
      }),
    ]);
    expect(await rows(database.pool, "select queue_name, active, position from team_queue_assignments")).toEqual([
      { queue_name: "DNS", active: true, position: "3" },
    ]);
    expect(await rows(database.pool, "select name, open from queues")).toEqual([{ name: "DNS", open: true }]);
    expect(
      await rows(
        database.pool,
        "select field_name, new_value from team_member_history where queue_id is not null order by history_id",
      ),
    ).toEqual([
      { field_name: "queue", new_value: "DNS" },
      { field_name: "assignment_type", new_value: "primary" },
    ]);
    expect(position).toBe(3n);
    expect(await muster.projections.status()).toEqual({ position: 3n, worker: null });
  });

  it("lets two members swap their addresses", async () => {
    await muster.apply(ada, bob);
    await muster.apply(
      on("2025-02-01", emailChanged(id("ada"), "ada@x.org", "bob@x.org")),
      on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ada@x.org")),
    );
    expect(await members("name, email")).toEqual([
      { name: "Ada", email: "bob@x.org" },
      { name: "Bob", email: "ada@x.org" },
    ]);
    expect(await muster.projections.parked()).toEqual([]);
  });

  it("is not cut in the midst of a request: its events may fit the constraints only together", async () => {
    const swap = { correlationId: randomUUID() };
    const position = await muster.append(
      ...[ada, bob, dns],
      on("2025-02-01", emailChanged(id("ada"), "ada@x.org", "bob@x.org"), swap),
      on("2025-02-01", renamed(id("ada"), "Ada", "Ada Lovelace"), swap),
      on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ada@x.org"), swap),
      on("2025-02-02", renamed(id("bob"), "Bob", "Robert")),
    );
    for (const pageSize of [1, 2, 4, 5]) {
      await database.pool.query(`truncate ${computed.join(", ")}`);
      await database.pool.query("delete from muster.parked");
      await database.pool.query("update muster.projection set position = 0");
      const { projections } = projecting(database.pool, { pageSize, log: muster.log });
      expect(await projections.catchUp(position)).toBe(position);
      expect(await projections.parked()).toEqual([]);
      expect(await members("name, email")).toEqual([
        { name: "Ada Lovelace", email: "bob@x.org" },
        { name: "Robert", email: "ada@x.org" },
      ]);
      await projections.close();
    }
  });

  it("takes what a request has made also where others' events lie between", async () => {
    const swap = { correlationId: randomUUID() };
    const position = await muster.append(
      ...[ada, bob, dns],
      on("2025-02-01", emailChanged(id("ada"), "ada@x.org", "bob@x.org"), swap),
      on("2025-02-01", queueRenamed(id("dns"), "DNS", "Names")),
      on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ada@x.org"), swap),
    );
    const { projections } = projecting(database.pool, { pageSize: 5, log: muster.log });
    expect(await projections.catchUp(position)).toBe(position);
    expect(await projections.parked()).toEqual([]);
    await projections.close();
  });

  it("takes a removal and the next assignment to the same queue", async () => {
    await muster.apply(ada, dns, on("2025-02-01", assigned(id("ada"), id("a2"), id("dns"))));
    await muster.apply(
      on("2025-03-01", unassigned(id("ada"), id("a2"), id("dns"))),
      on("2025-03-01", assigned(id("ada"), id("a1"), id("dns"))),
      on("2025-03-02", unassigned(id("ada"), id("a1"), id("dns"))),
      on("2025-03-02", assigned(id("ada"), id("a3"), id("dns"))),
    );
    const found = await rows(
      database.pool,
      "select assignment_id, active from team_queue_assignments order by position",
    );
    expect(found).toEqual([
      { assignment_id: id("a2"), active: false },
      { assignment_id: id("a1"), active: false },
      { assignment_id: id("a3"), active: true },
    ]);
    expect(await muster.projections.parked()).toEqual([]);
  });

  it("takes a report before the manager", async () => {
    await muster.apply(on("2025-01-01", registered(id("bob"), { name: "Bob", managerId: id("ada") })), ada);
    expect(await members("name, manager_id")).toEqual([
      { name: "Ada", manager_id: null },
      { name: "Bob", manager_id: id("ada") },
    ]);
  });

  it("calls every assignment as its queue is called now", async () => {
    await muster.apply(ada, bob, dns, on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))));
    await muster.apply(
      on("2025-03-01", assigned(id("bob"), id("a2"), id("dns"))),
      on("2025-03-01", queueRenamed(id("dns"), "DNS", "Names")),
      on("2025-03-02", unassigned(id("ada"), id("a1"), id("dns"))),
    );
    expect(await rows(database.pool, "select queue_name, active from team_queue_assignments order by active")).toEqual([
      { queue_name: "Names", active: false },
      { queue_name: "Names", active: true },
    ]);
  });

  it("takes a member who never was away, with the assignments, out of the reports' rows", async () => {
    await muster.apply(
      ada,
      on("2025-01-01", registered(id("bob"), { name: "Bob", managerId: id("ada") })),
      dns,
      on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))),
      on("2025-06-01", deactivated(id("bob"), "2025-05-31")),
    );
    await muster.apply(on("2025-01-01", registeredInError(id("ada"))));
    expect(await members("name, manager_id")).toEqual([{ name: "Bob", manager_id: null }]);
    expect(await rows(database.pool, "select from team_queue_assignments")).toEqual([]);
    expect(await muster.projections.parked()).toEqual([]);
  });

  it("folds a stream anew for a change that was recorded late", async () => {
    await muster.apply(
      ada,
      dns,
      on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))),
      on("2025-04-01", renamed(id("ada"), "Ada", "Ada Lovelace")),
    );
    await muster.apply(
      on("2025-03-01", renamed(id("ada"), "Ada", "A. Byron")),
      on("2025-03-01", transferred(id("ada"), "Cloud", "Field")),
    );
    expect(await members("name, team, revision, position, effective_on::text")).toEqual([
      { name: "Ada Lovelace", team: "Field", revision: "4", position: "6", effective_on: "2025-04-01" },
    ]);
    expect(await rows(database.pool, "select active, position from team_queue_assignments")).toEqual([
      { active: true, position: "3" },
    ]);
  });

  it("writes what ceases to be active first, in whatever order the rows come", async () => {
    await muster.apply(
      ada,
      dns,
      on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))),
      on("2025-02-02", unassigned(id("ada"), id("a1"), id("dns"))),
      on("2025-02-02", assigned(id("ada"), id("a2"), id("dns"))),
    );
    const session = await Session.open(database.pool, { timezone: "'UTC'" });
    const store = new TableStore(session, live);
    const before = await store.load(
      keysOf([unassigned(id("ada"), id("a1"), id("dns")), unassigned(id("ada"), id("a2"), id("dns"))]),
    );
    const swapped = [...before.assignments].map(([key, row]) => [key, { ...row, active: !row.active }] as const);
    for (const rows of [swapped, swapped.toReversed()]) {
      await settled([
        session.begin(),
        ...store.write(before, { ...before, assignments: new Map(rows) }, new VersionChanges()),
      ]);
      await session.rollback(0);
    }
    await session.close();
  });

  it("comes to the same, whatever the batches", async () => {
    await muster.append(
      ada,
      bob,
      dns,
      on("2025-02-01", assigned(id("ada"), id("a1"), id("dns"))),
      on("2025-04-01", managerChanged(id("bob"), null, id("ada"))),
      on("2025-03-01", renamed(id("bob"), "Bob", "Robert")),
      on("2025-03-01", queueRenamed(id("dns"), "DNS", "Names")),
      on("2025-02-15", queueRenamed(id("dns"), "DNS", "Domains")),
      on("2025-04-01", unassigned(id("ada"), id("a1"), id("dns"))),
      on("2025-01-01", registeredInError(id("ada"))),
    );
    const outcomes = new Set<string>();
    for (const pageSize of [1, 2, 3, 7, 100]) {
      await database.pool.query(`truncate ${computed.join(", ")}`);
      await database.pool.query("update muster.projection set position = 0");
      const { projections } = projecting(database.pool, { pageSize, log: muster.log });
      await projections.catchUp(10n);
      outcomes.add(JSON.stringify(await contents(database.pool)));
      await projections.close();
    }
    expect(outcomes.size).toBe(1);
  });
});
