import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { fragile, type Fragile } from "../support/away.ts";
import { opening, testTerminal } from "../support/cli.ts";
import { until } from "../support/embeddedHomes.ts";
import { openSource } from "../support/eventSource.ts";
import { useDatabase } from "../support/postgres.ts";
import { running } from "../support/running.ts";
import { serve, type Served, useServed } from "./support.ts";

const recording = { MUSTER_RECORD_READS: "true" };
const served = useServed({}, recording);
const added = async (of: Served, name: string, team: string) => {
  const member = { name, email: `${name}@secret.example`, team, newTeam: true, start: "2025-01-01" };
  return String((await of.order("POST", "/v1/members", member)).body["id"]);
};
let [ada, bob] = ["", ""];
beforeAll(async () => {
  [ada, bob] = [await added(served(), "ada", "one"), await added(served(), "bob", "two")];
});

type Recorded = Readonly<Record<string, unknown>>;

/** What was recorded by what a test does, as its actor. */
async function recordedOf(work: () => Promise<unknown>, more = ""): Promise<readonly Recorded[]> {
  const all = async () => (await served().ask("GET", `/v1/audit/reads?limit=200${more}`)).body.items ?? [];
  const before = (await all()).length;
  await work();
  return (await all()).slice(before);
}
const as = (role: string) => ({ authorization: `Bearer ${role}` });

describe("a read of personal data", () => {
  it.each(["hr-admin", "auditor"])("by %s is recorded: by what, asked for what, whose data", async (role) => {
    const found = await recordedOf(() => served().ask("GET", `/v1/members/${ada}`, undefined, as(role)));
    expect(found).toEqual([
      {
        ...{ what: "GET /v1/members/:id", asked: { id: ada }, memberIds: [ada], others: 0, names: null },
        ...{ actor: { issuer: "test", subject: `Bearer ${role}` } },
        ...{ position: expect.stringMatching(/^\d+$/), recordedAt: expect.stringMatching(/Z$/) },
      },
    ]);
  });

  it.each(["lead:one", "reader"])("by %s is not", async (role) => {
    expect(await recordedOf(() => served().ask("GET", "/v1/members?team=one", undefined, as(role)))).toEqual([]);
  });

  it("is recorded without what would give somebody away", async () => {
    const [found] = await recordedOf(() => served().ask("GET", "/v1/members?q=ada@secret.example&team=one"));
    expect(found).toMatchObject({ asked: { q: "…", team: "one" }, memberIds: [ada] });
  });

  const routes: readonly (readonly [string, string, object | null])[] = [
    ["GET", "/v1/members", null],
    ["GET", "/v1/members/ADA?asOf=2025-02-01", null],
    ["GET", "/v1/members/ADA/history", null],
    ["GET", "/v1/members/ADA/blame", null],
    ["GET", "/v1/org-chart", null],
    ["GET", "/v1/events", null],
    ["POST", "/v1/functions/get_team_members", { team: "one" }],
    ["POST", "/v1/functions/get_member_by_email", { email: "ada@secret.example" }],
    ["POST", "/v1/functions/get_member_history", { member: "ada" }],
    ["POST", "/v1/commands", { commands: [{ type: "UpdateMember", member: "ADA", title: "x" }], dryRun: true }],
  ];
  it.each(routes)("through %s %s is recorded as well", async (method, url, body) => {
    const given = body === null ? undefined : (JSON.parse(JSON.stringify(body).replace("ADA", ada)) as object);
    const found = await recordedOf(async () => {
      expect(await served().ask(method, url.replace("ADA", ada), given)).toMatchObject({ status: 200 });
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.["memberIds"]).toContain(ada);
  });

  it("as a file is recorded by its lines, or by whom it is about", async () => {
    const csv = { accept: "text/csv" };
    const [list] = await recordedOf(() => served().ask("GET", "/v1/members", undefined, { ...as("auditor"), ...csv }));
    expect(list).toMatchObject({ memberIds: [], others: 2 });
    const [told] = await recordedOf(() => served().ask("GET", `/v1/members/${ada}/history`, undefined, csv));
    expect(told).toMatchObject({ memberIds: [ada], others: 0 });
  });

  it("through a tool of an assistant is recorded", async () => {
    const params = { name: "get_team_members", arguments: { team: "two" } };
    const [found] = await recordedOf(async () =>
      served().ask(
        "POST",
        "/mcp",
        { jsonrpc: "2.0", id: 1, method: "tools/call", params },
        { accept: "application/json, text/event-stream" },
      ),
    );
    expect(found).toMatchObject({ what: "get_team_members", asked: { team: "two" }, memberIds: [bob] });
  });

  it("on the command line is recorded as this machine's user", async () => {
    const { terminal } = testTerminal(served().settings);
    const found = await recordedOf(() => run(["member", "show", "ada@secret.example"], terminal, opening));
    expect(found).toMatchObject([
      { what: "muster member show", asked: { of: "…" }, memberIds: [ada], actor: { issuer: "os", subject: "tester" } },
    ]);
  });

  it("is not recorded where nobody is in it, nor where a change is made", async () => {
    const queue = { name: "Payments", on: "2025-01-01" };
    const work = async () => {
      await served().order("POST", "/v1/queues", queue);
      for (const url of [
        "/v1/queues",
        "/v1/coverage",
        "/v1/teams",
        "/v1/members?team=three",
        "/v1/analytics/headcount",
      ])
        await served().ask("GET", url);
      await served().ask("GET", `/v1/members/${ada}`, undefined, as("lead:two"));
      await served().order("PATCH", `/v1/members/${bob}`, { title: "another" });
    };
    expect(await recordedOf(work)).toEqual([]);
  });

  it("is told to auditors, by member and a part at a time", async () => {
    for (const id of [ada, bob, bob]) await served().ask("GET", `/v1/members/${id}`);
    await run(["member", "show", bob], testTerminal(served().settings).terminal, opening);
    const reads = async (query: string, role = "auditor") =>
      served().ask("GET", `/v1/audit/reads${query}`, undefined, as(role));
    const ofBob = (await reads(`?member=${bob}&limit=200`)).body.items ?? [];
    expect(ofBob.length).toBeGreaterThan(1);
    expect(ofBob.every(({ names, others }) => names === true || Number(others) > 0)).toBe(true);
    const one = await reads(`?member=${bob}&limit=1`);
    const two = await reads(`?member=${bob}&limit=1&cursor=${String(one.body["next"])}`);
    expect([...(one.body.items ?? []), ...(two.body.items ?? [])]).toEqual(ofBob.slice(0, 2));
    const byTester = (await reads(`?actor=os:tester&member=${bob}`)).body.items ?? [];
    expect(byTester.filter(({ names }) => names)).toHaveLength(1);
    for (const role of ["lead:one", "reader"]) expect((await reads("", role)).status).toBe(403);
  });

  it("is part of the chain that the ledger proves", async () => {
    expect(await served().muster.verify()).toMatchObject({ ok: true });
  });
});

describe("with the log away", () => {
  let away: Fragile;
  beforeAll(async () => {
    away = await fragile({ ...recording });
    expect(await away.ask("hr-admin", "GET", "/v1/members?team=engineering")).toMatchObject({ status: 200 });
    await until("all of it works", async () => (await away.muster.health()).ok);
    away.line.cut();
  });
  afterAll(() => away.close());

  it("a read that would be recorded is refused, though the file knows", async () => {
    for (const role of ["hr-admin", "auditor"])
      expect(await away.ask(role, "GET", "/v1/members?team=engineering")).toMatchObject({
        ...{ status: 503, headers: { "retry-after": "1" } },
        body: { code: "read-not-recorded", detail: expect.stringContaining("cannot be recorded now") as unknown },
      });
    const call = { payload: { team: "engineering" } };
    expect(await away.ask("auditor", "POST", "/v1/functions/get_team_members", call)).toMatchObject({
      body: { code: "read-not-recorded" },
    });
  });

  it("another is answered from the file", async () => {
    const answer = await away.ask("lead:engineering", "GET", "/v1/members");
    expect(answer).toMatchObject({ status: 200, headers: { "muster-source": "file" } });
  });

  it("the command line says the same, and ends with 5", async () => {
    const { terminal, said } = testTerminal({ DATABASE_URL: away.url, MUSTER_HOME: away.home, ...recording });
    expect(await run(["roster"], terminal, opening)).toBe(5);
    expect(said.out).toBe("");
    expect(said.err).toContain("cannot be recorded now");
  });
});

describe("without the setting", () => {
  it("nothing is recorded, and nothing refused", async () => {
    const plain = await serve();
    try {
      await added(plain, "ada", "one");
      expect(await plain.ask("GET", "/v1/members")).toMatchObject({ status: 200 });
      expect((await plain.ask("GET", "/v1/audit/reads")).body.items).toEqual([]);
    } finally {
      await plain.close();
    }
  });
});

describe("a stream of events", () => {
  const database = useDatabase();

  it("is recorded before it is sent", async () => {
    const server = await running(database().url, recording);
    const stopped = server.project();
    const member = { name: "Ada", email: "ada@secret.example", team: "one", newTeam: true };
    await server.send("POST", "/v1/members", member);
    const authorization = `Bearer ${server.token}`;
    const source = await openSource(new URL("/v1/changes", server.address), { authorization, "last-event-id": "0" });
    await until("the event has come", () => source.events.length === 1);
    const [{ memberId }] = source.events.map(({ data }) => data as { memberId: string }) as [{ memberId: string }];
    const answer = await fetch(new URL("/v1/audit/reads", server.address), { headers: { authorization } });
    const { items } = (await answer.json()) as { items: readonly Recorded[] };
    expect(items).toMatchObject([{ what: "GET /v1/changes", memberIds: [memberId] }]);
    source.close();
    await stopped();
    await server.close();
  });
});
