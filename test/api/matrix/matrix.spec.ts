import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { InjectOptions } from "fastify";
import { api } from "../../../src/api/api.ts";
import { roles } from "../../../src/app/access/principal.ts";
import type { Muster } from "../../../src/app/muster.ts";
import { readConfig } from "../../../src/config.ts";
import { openMuster } from "../../../src/openMuster.ts";
import { useTemporaryFolder } from "../../support/cli.ts";
import { useDatabase } from "../../support/postgres.ts";
import { open, routeOf, rules } from "./rules.ts";
import { type MatrixWorld, matrixWorld, routesOf, secrets } from "./world.ts";

const database = useDatabase();
const folder = useTemporaryFolder();
let muster: Muster;
let world: MatrixWorld;

beforeAll(async () => {
  const config = readConfig({ DATABASE_URL: database().url, MUSTER_HOME: folder("home") });
  muster = await openMuster(config, { workingDirectory: folder(), environment: {} });
  world = await matrixWorld(muster);
  await database().pool.query(
    `create table tickets as select name as "TKT-Assigned To User", 'New' as "TKT-Status", 'x' as "TKT-Queue" from team_members`,
  );
});
afterAll(async () => {
  await world.app.close();
  await muster.close();
});

// The routes do not depend on what is behind them.
const unserved = await api({
  muster: {} as Muster,
  authenticate: () => Promise.reject(new Error("Nobody asks.")),
  version: "test",
  metrics: { text: () => Promise.resolve(""), contentType: "text/plain", openHere: false },
});
await unserved.ready();
const routes = routesOf(unserved);
await unserved.close();

const ruled = Object.entries(rules).filter(([rule]) => routes.includes(routeOf(rule)));
const cells = ruled.flatMap(([rule, { places, may, sees }]) =>
  roles.flatMap((role) =>
    places.map((place) => ({
      ...{ rule, role, place },
      allowed: may[role]?.includes(place) ?? false,
      personal: sees?.[role]?.includes(place) ?? false,
    })),
  ),
);
const isRuled = (route: string): boolean => ruled.some(([rule]) => routeOf(rule) === route);
const isOpen = (route: string): boolean => open.some((pattern) => pattern.test(route));

describe("every route", () => {
  it("is found by this test", () => {
    expect(routesOf(world.app)).toEqual(routes);
    expect(routes).toEqual(expect.arrayContaining(["GET /v1/members", "GET /problems/:code"]));
  });

  it("has a rule, or is open to everyone; none is both", () => {
    expect(routes.filter((route) => !isRuled(route) && !isOpen(route))).toEqual([]);
    expect(routes.filter((route) => isRuled(route) && isOpen(route))).toEqual([]);
  });

  it("is counted", () => {
    const allowed = cells.filter((cell) => cell.allowed).length;
    process.stdout.write(
      `Role matrix: ${routes.filter(isRuled).length} routes, ${roles.length} roles, own or other team: ${cells.length} cells, ${allowed} allowed, ${cells.length - allowed} denied; ${routes.filter(isOpen).length} open routes.\n`,
    );
    expect(allowed).toBeGreaterThan(0);
  });
});

describe.each(ruled)("%s", (_, { places, ask }) => {
  it.each([
    ["no token", undefined],
    ["a token that is none", "Bearer nonsense"],
    ["a password", "Basic YWRtaW46YWRtaW4="],
  ])("is closed to %s", async (_what, authorization) => {
    const asked = await ask(world, places[0] ?? "none");
    const before = await world.head();
    const { statusCode, headers, body } = await world.app.inject({
      ...asked,
      headers: { ...asked.headers, ...(authorization && { authorization }) },
    });
    expect({ statusCode, challenge: headers["www-authenticate"] }).toEqual({
      statusCode: 401,
      challenge: expect.stringMatching(/^Bearer realm="muster"/),
    });
    expect(body).not.toContain("nonsense");
    expect(await world.head()).toBe(before);
  });
});

const whole = (asked: InjectOptions) => world.app.inject(asked);

/** As much of an answer without an end as comes at once: what the caller may see of what there is, to its first event. */
async function firstOf(asked: InjectOptions): Promise<{ readonly statusCode: number; readonly body: string }> {
  const gone = new AbortController();
  const answer = await world.app.inject({ ...asked, payloadAsStream: true, signal: gone.signal });
  let body = "";
  for await (const chunk of answer.stream()) {
    body += String(chunk);
    if (body.includes("data: ") && body.endsWith("\n\n")) break;
  }
  // As a line's end does: else the server's clock of the request would run on.
  gone.abort();
  return { statusCode: answer.statusCode, body };
}

describe("the matrix", () => {
  it.each(cells)("$rule, $role, $place team: $allowed", async ({ rule, role, place, allowed, personal }) => {
    const { ask, answers, refusedWith, streams = false } = rules[rule] ?? {};
    const asked = await ask?.(world, place);
    const before = await world.head();
    const headers = { ...asked?.headers, authorization: `Bearer ${world.keys[role]}` };
    const { statusCode, body } = await (streams ? firstOf : whole)({ ...asked, headers });
    if (allowed) {
      if (answers !== undefined) expect(statusCode).toBe(answers);
      else expect([statusCode, statusCode < 300 ? "" : body]).toEqual([expect.any(Number), ""]);
      if (refusedWith !== undefined) expect(body).not.toContain(refusedWith);
      if (role === "lead") expect(body).not.toContain(world.standing.other);
    } else if (refusedWith !== undefined) {
      expect(body).toContain(refusedWith);
      expect(body).toContain("You may not");
    } else {
      expect({ statusCode, code: (JSON.parse(body) as { code: string }).code }).toEqual({
        statusCode: 403,
        code: "access-denied",
      });
    }
    if (!allowed) expect(await world.head()).toBe(before);
    if (!personal) for (const secret of secrets) expect(body).not.toContain(secret);
  });
});
