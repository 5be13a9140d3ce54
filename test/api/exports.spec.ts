import { beforeAll, describe, expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { useServed } from "./support.ts";

const served = useServed();
let ada = "";

async function csv(url: string, role = "hr-admin", accept = "text/csv") {
  const { statusCode, headers, body } = await served().app.inject({
    ...{ method: "GET", url },
    headers: { authorization: `Bearer ${role}`, accept },
  });
  return { status: statusCode, type: String(headers["content-type"]), headers, body };
}
const names = ({ body }: { readonly body: string }): readonly string[] =>
  body
    .split("\r\n")
    .slice(1, -1)
    .map((line) => line.split(",")[0] ?? "");

beforeAll(async () => {
  const added = async (name: string, team: string, rest: object = {}) => {
    const member = { name, email: `${name}@${team}.example`, team, newTeam: true, start: "2025-01-01", ...rest };
    return String((await served().order("POST", "/v1/members", member)).body["id"]);
  };
  await served().order("POST", "/v1/queues", { name: "=Payments", on: "2025-01-01" });
  ada = await added("ada", "one", { title: "+1", reason: "@reason" });
  await added("bob", "one");
  await added("cem", "two", { manager: ada });
  await served().order("POST", `/v1/members/${ada}/deactivate`, { reasonCode: "other", reportsTo: "bob@one.example" });
  await served().order("PUT", `/v1/members/${encodeURIComponent(await added("dee", "two"))}/queues/%3DPayments`, {});
});

describe("a list with Accept: text/csv", () => {
  it("is all of it, as a file, whatever the page, and by the list's own filters", async () => {
    const everyone = await csv("/v1/members?limit=1&active=all&sort=-name");
    expect(everyone).toMatchObject({ status: 200, type: "text/csv; charset=utf-8; header=present" });
    expect(everyone.headers).toMatchObject({
      "content-disposition": 'attachment; filename="members.csv"',
      vary: expect.stringMatching(/accept/i),
      "cache-control": "no-store",
    });
    expect(names(everyone)).toEqual(["dee", "cem", "bob", "ada"]);
    expect(names(await csv("/v1/members?team=two&manager=bob@one.example"))).toEqual(["cem"]);
    expect((await csv("/v1/members?manager=nobody")).status).toBe(404);
  });

  it("has no cell that a spreadsheet obeys", async () => {
    expect((await csv("/v1/members?active=all&team=one")).body).toContain(",'+1,2025-01-01,");
    expect((await csv("/v1/members?team=two")).body).toContain(",'=Payments:primary,");
    expect((await csv("/v1/queues")).body).toContain("\r\n'=Payments,0,true,2025-01-01,,");
    expect((await csv("/v1/coverage")).body).toContain("\r\n'=Payments,0,1,0,0,true,");
    expect((await csv(`/v1/members/${ada}/history`)).body).toMatch(/,'@reason,/);
  });

  it("is JSON for whoever asks for that as much, or for anything", async () => {
    for (const accept of ["application/json", "*/*", "text/csv, application/json", "text/csv;q=0.5, application/json"])
      expect((await csv("/v1/members", "hr-admin", accept)).type).toContain("application/json");
    expect((await csv("/v1/members", "hr-admin", "text/csv, */*;q=0.1")).type).toContain("text/csv");
  });

  it("shows a lead the own team alone, and no address of another", async () => {
    const { body, status } = await csv("/v1/members?active=all", "lead:two");
    expect([
      status,
      body
        .split("\r\n")
        .slice(1, -1)
        .map((line) => line.split(",").slice(0, 4).join()),
    ]).toEqual([200, ["cem,cem@two.example,two,", "dee,dee@two.example,two,"]]);
    expect((await csv("/v1/members?team=one", "lead:two")).status).toBe(403);
    expect((await csv(`/v1/members/${ada}/history`, "lead:two")).status).toBe(403);
    expect((await csv("/v1/members", "auditor")).body).toContain("bob@one.example");
  });

  it.each(["/v1/members", "/v1/queues", "/v1/coverage"])("is no export for a reader: %s", async (url) => {
    const { status, type, body } = await csv(url, "reader");
    expect([status, type, body]).toEqual([
      403,
      expect.stringContaining("problem+json"),
      expect.stringContaining("You may not export"),
    ]);
  });
});

describe("an export over HTTP", () => {
  it.each(["../../escaped.json", "/tmp/escaped.json", "C:\\escaped.json", "a\0b"])(
    "takes no path to write to: %j",
    async (path) => {
      for (const body of [{ path }, { teams: ["one"], file: path }])
        expect(await served().ask("POST", "/v1/functions/export_teams_to_json", body)).toMatchObject({ status: 400 });
      const named = await served().ask("POST", "/v1/functions/export_teams_to_json", { teams: [path] });
      expect(named.status).toBe(400);
      expect(readdirSync(tmpdir()).filter((name) => name.includes("escaped"))).toEqual([]);
    },
  );

  it("has a name of ours, whatever is asked for", async () => {
    for (const url of ["/v1/members?team=..%2F..%2Fetc%2Fpasswd", "/v1/members?q=%22%0d%0aSet-Cookie%3A"]) {
      const { status, headers } = await csv(url);
      expect([status, headers["content-disposition"]]).toEqual([200, 'attachment; filename="members.csv"']);
    }
  });
});
