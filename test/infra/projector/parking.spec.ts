import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { emailChanged, opened, registered, renamed, transferred } from "../../projections/events.ts";
import { on } from "../../projections/given.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { id, laterDecode, projecting, rows } from "./support.ts";

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

const ada = on("2025-01-01", registered(id("ada"), { name: "Ada", email: "ada@x.org" }));
const bob = on("2025-01-01", registered(id("bob"), { name: "Bob", email: "bob@x.org" }));
const names = async () =>
  (await rows(database.pool, "select name from team_members order by name")).map(({ name }) => name);

/** An event whose bytes are what is given. */
const raw = (type: string, content: object, schemaVersion = 1) => {
  const eventId = randomUUID();
  const ids = { eventId, commandId: eventId, correlationId: eventId, causationId: eventId };
  const meta = { ...ids, actor: { issuer: "test", subject: "tester" }, effectiveOn: "2025-02-01", schemaVersion };
  const bytesAt = (recordedAt: string) => Buffer.from(JSON.stringify({ data: content, meta: { ...meta, recordedAt } }));
  return { eventId, type, bytesAt };
};
const ofAda = `member-${id("ada")}`;

describe("an event that cannot be applied", () => {
  it.each([
    { why: "is of an unknown type", event: raw("MemberPromoted", {}), error: /knows no event type MemberPromoted/ },
    {
      why: "has a newer schema version",
      event: raw("MemberRenamed", { memberId: id("ada"), from: "Ada", to: "A." }, 2),
      error: /newer than/,
    },
    {
      why: "has not the shape of its type",
      event: raw("MemberDeactivated", { memberId: id("ada") }),
      error: /MemberDeactivated cannot be projected/,
    },
    {
      why: "has a value that does not fit",
      event: raw("MemberTransferred", { memberId: id("ada"), from: "a", to: "b\u0000c" }),
      error: /0x00/,
    },
  ])("because it $why parks and holds back its own stream", async ({ event, error }) => {
    await muster.apply(ada, bob);
    await muster.appendRaw(ofAda, [event]);
    await muster.apply(
      on("2025-03-01", renamed(id("ada"), "Ada", "Ada Lovelace")),
      on("2025-03-01", renamed(id("bob"), "Bob", "Robert")),
    );
    expect(await names()).toEqual(["Ada", "Robert"]);
    expect(await muster.projections.parked()).toEqual([
      expect.objectContaining({
        position: 3n,
        key: ofAda,
        type: event.type,
        error: expect.stringMatching(error) as unknown,
      }),
    ]);
    await muster.apply(on("2025-04-01", renamed(id("ada"), "Ada", "Still held back")));
    expect(await names()).toEqual(["Ada", "Robert"]);
  });

  it("parks alone where its batch holds others, before it and after it", async () => {
    await muster.apply(
      ada,
      bob,
      on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ADA@x.org")),
      on("2025-02-01", opened(id("dns"), "DNS")),
      on("2025-03-01", renamed(id("bob"), "Bob", "Robert")),
      on("2025-03-01", renamed(id("ada"), "Ada", "Ada Lovelace")),
    );
    expect(await names()).toEqual(["Ada Lovelace", "Bob"]);
    expect(await rows(database.pool, "select name from queues")).toEqual([{ name: "DNS" }]);
    expect(await muster.projections.parked()).toEqual([
      expect.objectContaining({ position: 3n, key: `member-${id("bob")}`, type: "MemberEmailChanged" }),
    ]);
    expect((await muster.projections.status()).position).toBe(6n);
  });

  it("parks where somebody's trigger refuses it", async () => {
    await database.pool.query(`create function no_robert() returns trigger language plpgsql as
      $$ begin if new.name = 'Robert' then raise exception 'no Robert'; end if; return new; end $$`);
    await database.pool.query(
      "create trigger no_robert before insert or update on team_members for each row execute function no_robert()",
    );
    await muster.apply(ada, bob, on("2025-02-01", renamed(id("bob"), "Bob", "Robert")));
    expect(await names()).toEqual(["Ada", "Bob"]);
    expect(await muster.projections.parked()).toEqual([expect.objectContaining({ error: "no Robert" })]);
  });

  it("stands or falls with the other events of its request", async () => {
    await muster.apply(ada, bob);
    const swap = { correlationId: randomUUID() };
    await muster.apply(
      on("2025-02-01", emailChanged(id("ada"), "ada@x.org", "bob@x.org"), swap),
      on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ada@x.org"), swap),
      on("2025-02-01", registered(id("eve"), { name: "Eve", email: "ada@x.org" })),
    );
    expect(await rows(database.pool, "select name, email from team_members order by name")).toEqual([
      { name: "Ada", email: "bob@x.org" },
      { name: "Bob", email: "ada@x.org" },
    ]);
    expect(await muster.projections.parked()).toEqual([expect.objectContaining({ type: "MemberRegistered" })]);
  });

  it("is tried again by a rebuild", async () => {
    await database.pool.query("alter table team_members add constraint no_robert check (name <> 'Robert')");
    await muster.apply(ada, bob, on("2025-02-01", renamed(id("bob"), "Bob", "Robert")));
    expect(await names()).toEqual(["Ada", "Bob"]);
    await muster.projections.rebuild();
    expect(await muster.projections.parked()).toEqual([expect.objectContaining({ position: 3n })]);
    await database.pool.query("alter table team_members drop constraint no_robert");
    await muster.append(on("2025-03-01", renamed(id("bob"), "Robert", "Rob")));
    await muster.projections.rebuild();
    expect(await names()).toEqual(["Ada", "Rob"]);
    expect(await muster.projections.parked()).toEqual([]);
    await muster.apply(on("2025-04-01", renamed(id("bob"), "Rob", "Robbie")));
    expect(await names()).toEqual(["Ada", "Robbie"]);
  });

  it("of a newer build is taken up by one that knows it, with all that waited behind it, once", async () => {
    await muster.apply(ada, bob);
    await muster.appendRaw(ofAda, [raw("MemberRenamed", { memberId: id("ada"), from: "Ada", to: "Lady Ada" }, 2)]);
    await muster.apply(
      on("2025-03-01", transferred(id("ada"), "Cloud", "Ops")),
      on("2025-03-01", renamed(id("bob"), "Bob", "Rob")),
    );
    expect(await muster.projections.parked()).toMatchObject([
      { key: ofAda, error: expect.stringMatching(/newer than/) as unknown },
    ]);
    // Whoever comes next with the same build leaves it parked.
    const position = await muster.append(on("2025-04-01", renamed(id("bob"), "Rob", "Robert")));
    await muster.projections.catchUp(position);
    expect(await muster.projections.parked()).toHaveLength(1);

    const decode = laterDecode({ MemberRenamed: [({ to, ...rest }) => ({ ...rest, to: `${String(to)} (lifted)` })] });
    const later = projecting(database.pool, { log: muster.log, decode });
    await later.projections.catchUp(await muster.append(on("2025-05-01", opened(id("dns"), "DNS"))));
    expect(await later.projections.parked()).toEqual([]);
    expect(await rows(database.pool, "select name, team from team_members order by name")).toEqual([
      { name: "Lady Ada", team: "Ops" },
      { name: "Robert (lifted)", team: expect.any(String) },
    ]);
    expect((await later.projections.verify()).differences).toEqual([]);
    await later.projections.close();
  });

  it("parks in a rebuild also where only the whole of a table shows the fault", async () => {
    await muster.append(ada, bob, on("2025-02-01", emailChanged(id("bob"), "bob@x.org", "ada@x.org")));
    await muster.projections.rebuild();
    expect(await muster.projections.parked()).toEqual([expect.objectContaining({ position: 3n })]);
    expect((await muster.projections.verify()).differences).toEqual([]);
  });
});
