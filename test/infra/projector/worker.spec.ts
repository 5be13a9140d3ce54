import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { postgresMigrations } from "../../../src/infra/postgres/migrations.ts";
import { applyBatch } from "../../../src/infra/postgres/projector/batch.ts";
import { LeadLost, moving, TablesMoved, takeOver } from "../../../src/infra/postgres/projector/checkpoint.ts";
import { Session } from "../../../src/infra/postgres/projector/session.ts";
import { live } from "../../../src/infra/postgres/projector/tables.ts";
import { TableStore } from "../../../src/infra/postgres/projector/tableStore.ts";
import { postgresReadModel } from "../../../src/infra/postgres/readModel.ts";
import { registered, renamed } from "../../projections/events.ts";
import { on, recorded } from "../../projections/given.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { computed, contents, id, projecting, rows, until, whileRunning } from "./support.ts";

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

const ada = on("2025-01-01", registered(id("ada"), { name: "Ada" }));
const bob = on("2025-01-01", registered(id("bob"), { name: "Bob" }));
const names = async () =>
  (await rows(database.pool, "select name from team_members order by name")).map(({ name }) => name);
const workers = () =>
  rows(
    database.pool,
    "select l.pid from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and l.granted",
  );

describe("a running projector", () => {
  it("applies what is appended, and tells who waits", () =>
    whileRunning(muster.projections, async () => {
      expect(await muster.projections.waitFor(await muster.append(ada), 10_000)).toBe(1n);
      expect(await names()).toEqual(["Ada"]);
      expect(await muster.projections.waitFor(await muster.append(bob), 10_000)).toBe(2n);
      expect(await names()).toEqual(["Ada", "Bob"]);
      const { worker } = await muster.projections.status();
      expect(worker).toMatch(new RegExp(`:${process.pid}$`));
    }));

  it("is waited for from another process", () =>
    whileRunning(muster.projections, async () => {
      const elsewhere = projecting(database.pool, { log: muster.log });
      expect(await elsewhere.projections.waitFor(await muster.append(ada), 10_000)).toBe(1n);
      expect(await elsewhere.projections.catchUp(await muster.append(bob), 10_000)).toBe(2n);
      await elsewhere.projections.close();
    }));

  it("is no longer named once it has stopped", async () => {
    await whileRunning(muster.projections, async () => {
      await muster.projections.waitFor(await muster.append(ada), 10_000);
    });
    await until(async () => (await muster.projections.status()).worker === null, "no worker");
    expect(await workers()).toEqual([]);
  });

  it("keeps to what was waited for, and no longer", async () => {
    const position = await muster.append(ada);
    expect(await muster.projections.waitFor(position, 50)).toBe(0n);
    expect(await muster.projections.waitFor(0n, 0)).toBe(0n);
  });

  it("goes on where a rebuild has left the tables", () =>
    whileRunning(muster.projections, async () => {
      await muster.projections.waitFor(await muster.append(ada), 10_000);
      await database.pool.query("update muster.projection set position = 0");
      await database.pool.query(`truncate ${computed.join(", ")}`);
      await muster.projections.waitFor(await muster.append(bob), 10_000);
      expect(await names()).toEqual(["Ada", "Bob"]);
    }));

  it("fills the versions first where the read tables are older than they", async () => {
    await muster.apply(ada, bob);
    const before = await contents(database.pool);
    await database.pool.query(`truncate ${computed.filter((name) => name.startsWith("muster.")).join(", ")}`);
    await whileRunning(muster.projections, async () => {
      await until(async () => (await rows(database.pool, "select from muster.known_at")).length > 0, "it is filled");
    });
    expect(await contents(database.pool)).toEqual(before);
  });

  it("tells what stands in its way, once, and goes on when that is gone", async () => {
    const { pool } = database;
    const epoch = async () => Number((await rows(pool, "select epoch from muster.projection"))[0]?.["epoch"]);
    const triedAgain = async (from: number) => until(async () => (await epoch()) > from + 3, "it tries again");
    await whileRunning(muster.projections, async () => {
      for (const event of [ada, bob]) {
        await pool.query("alter table team_members rename to elsewhere");
        const position = await muster.append(event);
        await triedAgain(await epoch());
        await pool.query("alter table elsewhere rename to team_members");
        expect(await muster.projections.waitFor(position, 10_000)).toBe(position);
      }
    });
    expect(muster.interruptions.map(String)).toEqual([
      expect.stringContaining('"public.team_members" does not exist'),
      expect.stringContaining('"public.team_members" does not exist'),
    ]);
  });

  it("rests while the tables are rolled back, and fills them once they are there again, with no new event", async () => {
    const readModel = postgresReadModel(database.pool, postgresMigrations(database.pool));
    const worker = async () => (await muster.projections.status()).worker;
    await whileRunning(muster.projections, async () => {
      await muster.projections.waitFor(await muster.append(ada), 10_000);
      await readModel.rollBack();
      await muster.append(bob);
      await until(async () => (await worker()) === null, "it rests");
      await readModel.restore();
      expect(await muster.projections.waitFor(2n, 10_000)).toBe(2n);
      expect(await names()).toEqual(["Ada", "Bob"]);
      await readModel.rollBack();
      await readModel.restore();
      expect(await muster.projections.catchUp(2n, 10_000)).toBe(2n);
      await until(async () => (await worker()) !== null, "it works again");
    });
  });
});

describe("two projectors", () => {
  it("share no batch: one works, the other stands by and takes over when the first one's connection is killed", async () => {
    const other = projecting(database.pool);
    await whileRunning(muster.projections, () =>
      whileRunning(other.projections, async () => {
        await muster.projections.waitFor(await muster.append(ada), 10_000);
        const [first] = await workers();
        expect(await workers()).toHaveLength(1);
        await database.pool.query("select pg_terminate_backend($1)", [first?.["pid"]]);
        expect(await other.projections.waitFor(await muster.append(bob), 10_000)).toBe(2n);
        expect((await workers())[0]?.["pid"]).not.toBe(first?.["pid"]);
        expect(await names()).toEqual(["Ada", "Bob"]);
      }),
    );
    expect([...muster.interruptions, ...other.interruptions].length).toBeGreaterThan(0);
    await other.close();
  });

  it("keep each other out: who was the worker before cannot write", async () => {
    const sessions = await Promise.all([1, 2].map(() => Session.open(database.pool, { timezone: "'UTC'" })));
    const [first, second] = sessions.map((session) => ({
      session,
      store: new TableStore(session, live),
      readStream: () => Promise.resolve([]),
      readOn: () => {
        throw new Error("Nothing is cut here.");
      },
    }));
    if (!first || !second) throw new Error("Two sessions were opened.");
    const before = await takeOver(first.session, "first");
    const after = await takeOver(second.session, "second");
    const events = recorded([on("2025-01-01", registered(id("ada"), { name: "Ada" }), { eventId: id("event") })]);
    await expect(applyBatch(first, events, moving(first.session, before))).rejects.toThrow(LeadLost);
    expect(await names()).toEqual([]);
    await applyBatch(second, events, moving(second.session, after));
    expect(await names()).toEqual(["Ada"]);
    await expect(applyBatch(second, events, moving(second.session, after))).rejects.toThrow(TablesMoved);
    await Promise.all(sessions.map((session) => session.close()));
  });
});

describe("a line that is lost", () => {
  it("leaves nothing half done, and what was not done is done again", async () => {
    await whileRunning(muster.projections, async () => {
      await muster.projections.waitFor(await muster.append(ada), 10_000);
      for (let round = 0; round < 5; round += 1) {
        const position = await muster.append(on("2025-02-01", renamed(id("ada"), "Ada", `Ada ${round}`)));
        for (const { pid } of await workers()) await database.pool.query("select pg_terminate_backend($1)", [pid]);
        expect(await muster.projections.waitFor(position, 10_000)).toBe(position);
        expect(await names()).toEqual([`Ada ${round}`]);
      }
    });
    expect((await muster.projections.verify()).differences).toEqual([]);
  });
});
