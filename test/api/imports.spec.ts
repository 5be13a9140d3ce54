import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { columns } from "../../src/app/csv/columns.ts";
import { largestCsv } from "../../src/app/csv/readCsv.ts";
import { importAnswer } from "../../src/api/schemas/imports.ts";
import { addDays } from "../../src/domain/kernel/time.ts";
import { seeded } from "../support/seed.ts";
import { type Answered, useServed } from "./support.ts";

const served = useServed();
const yesterday = addDays(new Date().toISOString().slice(0, 10), -1);
const header = "name,email,team,manager email,start date,end date,queues";

type Headers = Readonly<Record<string, string>>;
async function post(text: string | Buffer | readonly string[], query = "", headers: Headers = {}): Promise<Answered> {
  const response = await served().app.inject({
    ...{ method: "POST", url: `/v1/import${query === "" ? "" : `?${query}`}` },
    headers: { authorization: "Bearer hr-admin", "content-type": "text/csv", ...headers },
    payload: typeof text === "string" || Buffer.isBuffer(text) ? text : `${text.join("\r\n")}\r\n`,
  });
  const position = response.headers["muster-position"];
  if (typeof position === "string") await served().muster.waitFor(BigInt(position), 10_000);
  return { status: response.statusCode, headers: response.headers, body: response.json() };
}
const head = async () => (await served().muster.status()).log;
const row = (name: string, team: string, rest = ",,,"): string =>
  `${name},${name.toLowerCase()}@${team}.example,${team}${rest},`;

beforeAll(async () => {
  await served().order("POST", "/v1/queues", { name: "Payments", on: "2025-01-01" });
});

describe("POST /v1/import", () => {
  it("takes a file in, and tells what came of each row without naming anyone", async () => {
    const { status, body, headers } = await post(
      [header, row("Ada", "one", ",,2025-01-01,")],
      "newTeam=one&reason=the%20merger",
    );
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        dryRun: false,
        counts: { joiner: 1 },
        rows: [{ row: 2, outcome: "joiner", team: "one", problems: [] }],
        events: 1,
      },
    });
    expect(JSON.stringify(body)).not.toContain("ada@");
    expect(headers["muster-position"]).toBe(body["position"]);
    const { body: members } = await served().ask("GET", "/v1/members?team=one");
    expect(members.items).toMatchObject([{ name: "Ada", startDate: "2025-01-01" }]);
    const { body: history } = await served().ask(
      "GET",
      `/v1/members/${String(members.items?.[0]?.["memberId"])}/history`,
    );
    expect(history.items?.[0]).toMatchObject({ reason: "the merger", changedBy: expect.stringContaining("hr-admin") });
  });

  it("tells in a dry run what would come of it, and does nothing", async () => {
    const before = await head();
    const { status, body } = await post(
      [header, row("Bob", "two", ",ada@one.example,,"), row("X", "twoo")],
      "newTeam=two&dryRun=true",
    );
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        counts: { joiner: 1, refused: 1 },
        position: null,
        rows: [
          {
            email: "bob@two.example",
            changes: [expect.stringContaining("joins two from"), "reports to ada@one.example"],
          },
          { outcome: "refused", problems: [{ row: 3, column: "team", code: "unknown-team" }] },
        ],
      },
    });
    expect(await head()).toBe(before);
  });

  it("refuses with a problem document that names each row and column", async () => {
    const before = await head();
    const { status, body } = await post([
      header,
      row("Cem", "nowhere"),
      row("Dee", "one", ",who@one.example,,31.1.2025"),
    ]);
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        type: "/problems/import-refused",
        code: "import-refused",
        details: {
          total: 3,
          problems: [
            { row: 2, column: "team" },
            { row: 3, column: "end date" },
            { row: 3, column: "manager email" },
          ],
        },
      },
    });
    expect(await head()).toBe(before);
  });

  it("stops before it deactivates many, until the team is named", async () => {
    await post([header, ...["A", "B", "C", "D"].map((name) => row(name, "three", ",,2025-01-01,"))], "newTeam=three");
    const leaving = [header, row("A", "three", `,,,${yesterday}`)];
    expect(await post(leaving)).toMatchObject({
      status: 409,
      body: { code: "too-many-leavers", details: { teams: [{ team: "three", active: 4, leaving: 1, percent: 25 }] } },
    });
    expect((await post(leaving, "maxLeavers=25")).body).toMatchObject({ counts: { leaver: 1 } });
    const complete = [header, row("B", "three"), row("C", "three")];
    expect(
      (await post(complete, "complete=true&acceptLeavers=one&acceptLeavers=three&reasonCode=resignation")).body,
    ).toMatchObject({
      counts: { leaver: 1, unchanged: 2 },
    });
  });

  it("answers a repetition with the same key as it did, and another file with 422", async () => {
    const key = { "idempotency-key": "import-1" };
    const first = await post([header, row("Ada", "four")], "newTeam=four", key);
    const before = await head();
    expect((await post([header, row("Ada", "four")], "newTeam=four", key)).body).toEqual(first.body);
    expect(await post([header, row("Eve", "four")], "newTeam=four", key)).toMatchObject({
      status: 422,
      body: { code: "key-reused" },
    });
    expect(await head()).toBe(before);
  });

  it.each(["lead:one", "auditor", "reader"])("is not read for a %s", async (role) => {
    const { status, body } = await post("no table at all", "", { authorization: `Bearer ${role}` });
    expect({ status, code: body["code"] }).toEqual({ status: 403, code: "access-denied" });
  });

  it.each([
    ["JSON", "{}", { "content-type": "application/json" }, 415],
    ["another charset", "x", { "content-type": "text/csv; charset=iso-8859-1" }, 415],
    ["another text", "x", { "content-type": "text/plain" }, 415],
    ["what is empty", "", {}, 400],
    ["a header alone", `${header}\r\n`, {}, 400],
    ["Latin-1", Buffer.from(`${header}\nJosé`, "latin1"), {}, 400],
    ["UTF-16", Buffer.from(`\uFEFF${header}\n`, "utf16le"), {}, 400],
    ["a NUL", `${header}\nA\0da`, {}, 400],
    ["a quote that is never closed", `${header}\n"Ada`, {}, 400],
    ["a million columns", `${"a,".repeat(1_000_000)}\n`, {}, 400],
    ["a header with __proto__", "name,email,team,__proto__\na,b,c,d\n", {}, 400],
    ["a repeated header", "name,email,team,Email\na,b,c,d\n", {}, 400],
    ["more than 10 MB", Buffer.alloc(largestCsv.bytes + 1, "a,b\n"), {}, 413],
  ])("refuses %s", async (_, text, headers, status) => {
    const answered = await post(text, "", headers);
    expect([answered.status, answered.headers["content-type"]]).toEqual([
      status,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect(answered.body["code"]).toBe(
      { 400: "csv-unreadable", 413: "payload-too-large", 415: "unsupported-media-type" }[status],
    );
  });

  it("refuses parameters that are none, an actor among them", async () => {
    for (const query of [
      "dryRun=maybe",
      "actor=root",
      "maxLeavers=101",
      "date=2025-02-30",
      "reasonCode=bored",
      "newTeam=%00",
    ])
      expect([query, (await post([header, row("Ada", "one")], query)).status]).toEqual([query, 400]);
  });

  it("takes text/csv at no other address", async () => {
    const response = await served().app.inject({
      ...{ method: "POST", url: "/v1/members", payload: header },
      headers: { authorization: "Bearer hr-admin", "content-type": "text/csv" },
    });
    expect(response.statusCode).toBe(415);
  });

  it("is described with its file, its parameters and its answer", async () => {
    const { body } = await served().ask("GET", "/docs/json");
    expect(body["paths"]).toMatchObject({
      "/v1/import": {
        post: {
          requestBody: { content: { "text/csv": { schema: { type: "string" } } } },
          responses: { 200: { content: { "application/json": {} } } },
        },
      },
    });
  });

  it("answers whatever it is sent as it is described, and never with a fault of its own", async () => {
    const value = fc.oneof(
      fc.constantFrom(
        "Ada",
        "ada@one.example",
        "bob@two.example",
        "one",
        "two",
        "",
        "2025-01-01",
        yesterday,
        "2999-01-01",
      ),
      fc.constantFrom(
        "Payments:backup",
        "Payments; Paymets",
        "=1+1",
        "'=1",
        '"',
        '"a""b"',
        "\n",
        "__proto__",
        "Europe/Berlin",
        "; ;",
      ),
      fc.string(),
    );
    const heading = fc.oneof(
      { weight: 4, arbitrary: fc.constant([...columns]) },
      { weight: 1, arbitrary: fc.array(value) },
    );
    const file = fc.tuple(heading, fc.array(fc.array(value, { minLength: 9, maxLength: 11 }), { maxLength: 6 }));
    const text = fc.oneof(
      file.map(([first, rows]) => Buffer.from([first, ...rows].map((cells) => cells.join(",")).join("\n"))),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const query = fc.constantFrom(
      "dryRun=true",
      "dryRun=true&complete=true&newTeam=two",
      "newTeam=one",
      "complete=true",
    );
    await fc.assert(
      fc.asyncProperty(text, query, async (sent, asked) => {
        const { status, body } = await post(sent, asked);
        expect([200, 400, 409, 422]).toContain(status);
        if (status === 200) importAnswer.strict().parse(body);
      }),
      seeded(60),
    );
    expect(served().unexpected).toEqual([]);
  });

  it("tells who sends 64 MB that it is too much, and answers the next one", async () => {
    await served().app.listen({ host: "127.0.0.1", port: 0 });
    const portions = Array.from({ length: 64 }, () => Buffer.alloc(1_000_000, `${"x".repeat(9_999)}\n`));
    for (const headers of [{}, { "content-length": "64000000" }])
      expect(await send(portions, headers)).toMatchObject({ status: 413, code: "payload-too-large" });
    expect(await send([Buffer.from(`${header}\n${row("Ada", "one")}\n`)])).toMatchObject({ status: 200 });
  });
});

/** Sends a body over a real line, and reads the answer whether or not all of it was taken. */
async function send(portions: readonly Buffer[], headers: Headers = {}) {
  const { port } = served().app.server.address() as AddressInfo;
  const asked = request({
    ...{ host: "127.0.0.1", port, method: "POST", path: "/v1/import?dryRun=true" },
    headers: { authorization: "Bearer hr-admin", "content-type": "text/csv", ...headers },
  });
  const sent = pipeline(Readable.from(portions), asked).catch(() => undefined);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const { code } = (await json(response)) as { readonly code?: string };
  await sent;
  return { status: response.statusCode, code };
}
