import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { operator } from "../../src/app/access/principal.ts";
import { csvExports } from "../../src/app/csv/exportCsv.ts";
import { deriveId, newCommandId } from "../../src/app/ids.ts";
import type { Muster } from "../../src/app/muster.ts";
import { figureReads } from "../../src/app/served/figureReads.ts";
import type { Command } from "../../src/domain/command.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";
import { dumpOf, filesIn, sightings } from "../support/canaries.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type Running, running } from "../support/running.ts";

/** In whatever is personal; nobody else has it. */
const canary = "Kanarie-Zq";
const people = Number(process.env["MUSTER_TEST_ERASED"] ?? 60);
const atOnce = 8;
const actor = { issuer: "test", subject: "tester" };
const principal = operator(actor, null);
const idOf = (n: number) => deriveId("canary", String(n));
const ids = Array.from({ length: people }, (_, n) => idOf(n));
const because = (reason?: string) => ({ commandId: newCommandId(), actor, ...(reason !== undefined && { reason }) });
const told = (what: string, n: number) => `${canary} ${what} ${n}`;

function joining(n: number, queue: string): readonly Command[] {
  const memberId = idOf(n);
  const on = "2015-01-01";
  return [
    {
      type: "RegisterMember",
      data: {
        ...{ memberId, on, name: told("Ada", n), email: `${canary}.${n}@example.com`, team: "Cloud", newTeam: n === 0 },
        ...{ title: "Engineer", managerId: n % 10 === 0 ? null : idOf(n - (n % 10)), timezone: "UTC" },
        skills: [told("skill", n)],
      },
    },
    { type: "AssignQueue", data: { memberId, on, queueId: queue, assignmentType: "primary" } },
    { type: "RenameMember", data: { memberId, on: "2016-01-01", name: told("King", n) } },
    { type: "ChangeMemberEmail", data: { memberId, on: "2016-01-01", email: `king.${canary}.${n}@example.com` } },
    { type: "ChangeMemberDetails", data: { memberId, on: "2016-06-01", skills: [told("other skill", n)] } },
  ];
}

const leaving = (n: number, stays: string): Command => ({
  type: "DeactivateMember",
  data: {
    ...{ memberId: idOf(n), lastDay: "2017-12-31", reasonCode: "resignation", note: told("note", n) },
    ...{ acceptUncovered: [], ...(n % 10 === 0 && { reportsTo: stays }) },
  },
});

async function inParts<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) await Promise.all(items.slice(at, at + atOnce).map(work));
}

const open = (url: string, home: string): Promise<Muster> =>
  openMuster(readConfig({ DATABASE_URL: url, MUSTER_HOME: home, MUSTER_TIMEZONE: "UTC" }), {
    workingDirectory: home,
    environment: {},
  });

async function* eventsOf(muster: Muster): AsyncGenerator<readonly [string, string]> {
  for await (const page of muster.events(0n))
    for (const event of page)
      yield [
        `event ${event.position}`,
        JSON.stringify(event, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v)),
      ] as const;
}

/** All that can be had of a Muster and of what is around it, but for what was handed out before. */
async function* allThereIs({
  pool,
  muster,
  home,
  restored = false,
}: {
  readonly pool: pg.Pool;
  readonly muster: Muster;
  readonly home: string;
  readonly restored?: boolean;
}) {
  yield* dumpOf(pool);
  yield* filesIn(home);
  yield* eventsOf(muster);
  const exports = csvExports(muster, principal);
  yield ["members as CSV", await exports.members({ all: true })] as const;
  yield ["history as CSV", await exports.history(idOf(1))] as const;
  yield ["team as JSON", JSON.stringify(await muster.exportTeam("Cloud"))] as const;
  const past = await muster.past.at({ on: "2016-12-31", position: await muster.head() }).queries.roster({});
  yield ["roster of then", JSON.stringify(past, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v))] as const;
  // Of a log that is not what was signed nothing is handed out.
  if (restored) return;
  let bundle = "";
  const take = (text: string) => ((bundle += text), Promise.resolve());
  await muster.exportAudit({ from: null, to: null, about: null, actor }, { line: take, table: take });
  yield ["audit bundle", bundle] as const;
  for (const [, base64] of bundle.matchAll(/"bytes":"([^"]+)"/g))
    yield ["event in the bundle", Buffer.from(base64 ?? "", "base64").toString()] as const;
}

async function canariesIn(texts: AsyncIterable<readonly [string, string]>, most = 20): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const text of texts) found.push(...sightings(canary, [text]));
  return found.slice(0, most);
}

const pools = new Map<string, pg.Pool>();
/** A superuser's connections. */
function reopened(url: string): pg.Pool {
  const pool = pools.get(url) ?? new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => undefined);
  pools.set(url, pool);
  return pool;
}
afterAll(async () => Promise.all([...pools.values()].map((pool) => pool.end())));

const figureNames = ["headcount", "turnover", "attrition", "tenure", "span-of-control"] as const;

async function figuresOf(muster: Muster) {
  const reads = figureReads(muster, principal);
  const asked = { from: "2014-12-31", to: "2018-12-31", step: "quarter" } as const;
  const answers = await Promise.all(figureNames.map((name) => reads.figure(name, asked)));
  return answers.map(({ rows }) => rows);
}

const prefs = {
  my_team: {
    team: "Cloud",
    members: [
      { name: told("Cid", 1), email: `cid.${canary}@example.com` },
      { name: "Stays", email: "stays@example.com" },
    ],
    queues: ["Billing"],
  },
};

describe(`${people} people who are erased`, () => {
  let database: TestDatabase;
  let backup: TestDatabase;
  let served: Running;
  let figures: unknown;
  let cid = "";
  let handedOut = "";
  let written = "";
  const home = mkdtempSync(join(tmpdir(), "muster-erased-"));
  const file = join(home, "prefs.json");

  /** Who is to be forgotten, through the doors that there are. */
  async function fill(muster: Muster): Promise<void> {
    await muster.importRoster({ path: file, context: because() });
    const roster = await muster.queries.roster({ team: "Cloud" });
    cid = roster.find(({ name }) => name.includes(canary))?.memberId ?? "";
    const stays = deriveId("boss");
    const billing = (await muster.queries.queues())[0]?.queueId ?? "";
    const queue = deriveId("queue of old");
    const boss = {
      memberId: stays,
      on: "2014-01-01",
      name: "Boss",
      email: "boss@example.com",
      team: "Cloud",
      newTeam: false,
    };
    await muster.commands.handle(
      [{ type: "RegisterMember", data: { ...boss, title: null, managerId: null, timezone: null, skills: [] } }],
      because(),
    );
    await muster.commands.handle(
      [{ type: "OpenQueue", data: { queueId: queue, on: "2014-01-01", name: "Old" } }],
      because(),
    );
    for (let at = 0; at < people; at += 20)
      await muster.commands.handle(
        ids.slice(at, at + 20).flatMap((_, n) => joining(at + n, queue)) as never,
        because(told("reason", at)),
      );
    await muster.commands
      .handle(
        [{ type: "RenameMember", data: { memberId: idOf(1), on: "2999-01-01", name: told("Later", 1) } }],
        because(told("reason to come", 1)),
      )
      .catch(() => undefined);
    await inParts(ids, (id) => muster.commands.handle([leaving(ids.indexOf(id), stays)], because(told("why", 0))));
    await muster.commands.handle(
      [
        {
          type: "DeactivateMember",
          data: { memberId: cid, lastDay: "2025-06-30", reasonCode: "other", note: null, acceptUncovered: [billing] },
        },
      ],
      because(),
    );
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await muster.commands.handle(
      [{ type: "RehireMember", data: { memberId: idOf(2), on: soon, newTeam: false } }],
      because(told("reason to come back", 2)),
    );
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    writeFileSync(file, JSON.stringify(prefs));
    const muster = await open(database.url, home);
    await fill(muster);
    await muster.settle(await muster.head());
    await muster.exportAudit(
      { from: null, to: null, about: null, actor },
      { line: (text) => ((handedOut += text), Promise.resolve()), table: () => Promise.resolve() },
    );
    figures = await figuresOf(muster);
    await muster.close();
    await database.pool.end();
    backup = await createTestDatabase({ migrate: false, template: database.name });
    served = await running(database.url, { MUSTER_HOME: home });
    await served.muster.settle(await served.muster.head());
    served.project();
  }, 300_000);

  afterAll(async () => {
    await (served as Running | undefined)?.close();
    // The copy's tables belong to the roles of the first.
    await backup.drop();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  const pool = () => reopened(database.url);

  it("are all over the place before", async () => {
    const post = (body: object) => served.send("POST", "/v1/members", body, { "idempotency-key": newCommandId() });
    const taken = await post({ name: told("Dora", 1), email: `king.${canary}.1@example.com`, team: "Cloud" });
    expect(taken.status).toBe(409);
    expect(await taken.text()).toContain(canary);
    const found = await canariesIn(allThereIs({ pool: pool(), muster: served.muster, home }), Infinity);
    const places = new Set(found.map((each) => each.split(": ")[0]?.replace(/\d+/g, "n")));
    for (const place of ["public.team_members", "public.team_member_history", "muster.member_versions", "event n"])
      expect([...places]).toContain(place);
    expect([...places].some((place) => place?.includes("prefs.json.backup"))).toBe(true);
  });

  it("show what goes and what stays first, and nothing is done by that", async () => {
    const plan = await served.muster.erasures.plan({ memberId: idOf(1), ground: null }, because());
    expect(plan).toMatchObject({ name: told("King", 1), erased: false });
    expect(plan.traces.map(({ what, fate }) => `${what} ${fate}`)).toEqual(
      expect.arrayContaining(["answers to requests removed", "audit bundle that was handed out listed"]),
    );
    const file = await served.muster.erasures.plan({ memberId: cid, ground: "GDPR 17(1)(b)" }, because());
    expect(file.traces).toContainEqual(
      expect.objectContaining({ what: "copy of the preferences file", fate: "removed" }),
    );
    const change = await served.muster.erasures.plan({ memberId: idOf(2), ground: null }, because());
    expect(change.traces.map(({ what }) => what)).toContain("scheduled change, which is cancelled");
    await expect(served.muster.erasures.plan({ memberId: cid, ground: null }, because())).rejects.toMatchObject({
      code: "member-within-retention",
    });
  });

  it("leave nothing that names them in a dump, the home, exports and logs", async () => {
    const { muster } = served;
    const other = await open(database.url, home);
    expect((await canariesIn(eventsOf(other))).length).toBe(20);
    await inParts(ids, (memberId) => muster.erasures.erase({ memberId, ground: null }, because(told("why erased", 0))));
    await muster.erasures.erase({ memberId: cid, ground: "GDPR 17(1)(b)" }, because());
    await muster.settle(await muster.head());
    expect(await canariesIn(allThereIs({ pool: pool(), muster, home }))).toEqual([]);
    const metrics = await (await served.get("/metrics")).text();
    written = served.written();
    expect(
      sightings(canary, [
        ["metrics", metrics],
        ["log", written],
      ]),
    ).toEqual([]);
    expect(await canariesIn(eventsOf(other))).toEqual([]);
    await other.close();
    const { my_team: team } = JSON.parse(readFileSync(file, "utf8")) as typeof prefs;
    expect(team.members.map(({ name }) => name)).toEqual(["Stays", "Boss"]);
  }, 600_000);

  it("leave the figures as they were, and tables that are what the log says", async () => {
    expect(await figuresOf(served.muster)).toEqual(figures);
    const verification = await served.muster.verify();
    expect(verification.differences).toEqual([]);
    await served.muster.rebuild();
    expect(await canariesIn(allThereIs({ pool: pool(), muster: served.muster, home }))).toEqual([]);
    expect(await figuresOf(served.muster)).toEqual(figures);
  }, 120_000);

  it("are still in what was handed out before, where nobody can open it", () => {
    const bytes = [...handedOut.matchAll(/"bytes":"([^"]+)"/g)].map(
      ([, base64]) => ["bundle", Buffer.from(base64 ?? "", "base64").toString()] as const,
    );
    expect(bytes.length).toBeGreaterThan(people);
    expect(sightings(canary, bytes)).toEqual([]);
  });

  it("do not come back with a backup that is restored: its keys are destroyed again, and the log says so", async () => {
    const pool = reopened(backup.url);
    const before = await canariesIn(dumpOf(pool), Infinity);
    expect(before.length).toBeGreaterThan(people);
    const muster = await open(backup.url, home);
    try {
      expect(await canariesIn(allThereIs({ pool, muster, home, restored: true }))).toEqual([]);
      const { rows } = await pool.query(
        "select count(*)::int as n from muster.events where type = 'KeysDestroyedAgain'",
      );
      expect(rows).toEqual([{ n: people + 1 }]);
      const { differences } = await muster.verify();
      // The heads and the file are of what was lost with the restoring, and say so.
      expect(differences.filter(({ table }) => table !== "heads" && table !== "file")).toEqual([]);
      expect(await figuresOf(muster)).toEqual(figures);
    } finally {
      await muster.close();
    }
  }, 300_000);

  it("have left their addresses to others", async () => {
    const again = await served.send("POST", "/v1/members", {
      ...{ name: "Eve", email: `king.${canary}.1@example.com`, team: "Cloud" },
    });
    expect(again.status).toBe(201);
  });
});
