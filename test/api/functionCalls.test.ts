import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { api } from "../../src/api/api.ts";
import { bearerToken } from "../../src/app/access/authentication.ts";
import { roles } from "../../src/app/access/principal.ts";
import { as, musterWith } from "../app/functions/support.ts";

/** The functions and the assistant's door over HTTP, for callers whose token is their role and their team. */
const { muster, ordered } = musterWith();
let app: FastifyInstance;
beforeAll(async () => {
  app = await api({
    ...{ muster, version: "0" },
    authenticate: async (request) => {
      const [role, team = ""] = bearerToken(request).split("~");
      return Promise.resolve(as(roles.find((each) => each === role) ?? "reader", team === "" ? null : team));
    },
  });
});
afterAll(() => app.close());

const post = async (url: string, token: string, payload: object, headers: Record<string, string> = {}) => {
  const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
  return app.inject({ method: "POST", url, payload, headers: { ...authorization, ...headers } });
};
const call = (name: string, token: string, payload: object, headers = {}) =>
  post(`/v1/functions/${name}`, token, payload, headers);

describe("a function over HTTP", () => {
  it("answers who is my team by the token's team", async () => {
    const answer = await call("get_team_members", "lead~engineering", {});
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { team: "engineering", count: 2 }]);
  });

  it("says how to name a team where the caller has none", async () => {
    const answer = await call("get_team_members", "auditor", {});
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: "invalid-value", detail: "Which team is meant? Name it as `team`: there are engineering, platform." },
    ]);
  });

  it("gives a reader no addresses, and no history", async () => {
    expect((await call("get_team_members", "reader", { team: "platform" })).body).not.toContain("@");
    expect((await call("get_member_history", "reader", { member: "ada@example.com" })).statusCode).toBe(403);
  });

  it.each([
    ["an actor", { member: "ada@example.com", queue: "Cloud", actor: { issuer: "x", subject: "root" } }],
    ["a path", { member: "ada@example.com", queue: "Cloud", path: "../../etc/passwd" }],
  ])("refuses %s in the body", async (_, payload) => {
    const answer = await call("assign_queue", "hr-admin", payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: "invalid-request" }]);
    expect(ordered).toEqual([]);
  });

  it("changes as the caller, and answers nothing personal that would have to be kept", async () => {
    const cover = { member: "ada@example.com", queue: "Archive" };
    const answer = await call("assign_queue", "lead~engineering", cover, { "x-correlation-id": "c-77" });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { changed: false, position: "41" }]);
    expect(answer.json()).not.toHaveProperty("member");
    expect(ordered).toMatchObject([{ context: { actor: { issuer: "test", subject: "lead" } } }]);
  });

  it("is not for who is unknown", async () => {
    expect((await call("get_team_members", "", {})).statusCode).toBe(401);
  });
});

describe("the assistant's door over HTTP", () => {
  const accept = { accept: "application/json, text/event-stream" };
  const ask = (name: string, given: object) => ({
    ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
    params: { name, arguments: given },
  });

  it("is not for who is unknown", async () => {
    expect((await post("/mcp", "", ask("get_team_members", {}), accept)).statusCode).toBe(401);
  });

  it("is not for the pages of other sites", async () => {
    const from = (origin: string) => ({ ...accept, host: "muster.example.com", origin });
    const asked = ask("get_team_members", { team: "engineering" });
    for (const origin of ["https://evil.example.com", "null", "muster.example.com"])
      expect((await post("/mcp", "reader", asked, from(origin))).statusCode).toBe(403);
    expect((await post("/mcp", "reader", asked, from("https://muster.example.com"))).statusCode).toBe(200);
  });

  it("gives each caller what they may see, request by request", async () => {
    const asked = ask("get_team_members", { team: "platform" });
    const [reader, auditor, lead] = await Promise.all(
      ["reader", "auditor", "lead~engineering"].map(async (token) => (await post("/mcp", token, asked, accept)).body),
    );
    expect(reader).toContain("Barbara Liskov");
    expect(reader).not.toContain("@");
    expect(auditor).toContain("barbara@example.com");
    expect(lead).toContain("access-denied");
    expect(lead).not.toContain("Barbara");
  });

  it("keeps no sessions", async () => {
    const answer = await app.inject({ method: "GET", url: "/mcp", headers: { authorization: "Bearer reader" } });
    expect(answer.statusCode).toBe(405);
  });
});
