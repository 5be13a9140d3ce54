import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { seeded } from "../support/seed.ts";
import { anyText, faults, type Known, type Schema, spoiled, valid } from "./jsonSchema.ts";
import { serve } from "./support.ts";

type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema };
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Known };
};

/** A request, and what of it is not as the description says. */
type Case = {
  readonly parts: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

const runs = Number(process.env["MUSTER_FUZZ_RUNS"] ?? 40);
const served = await serve();
const { paths, components } = (await served.ask("GET", "/docs/json")).body as unknown as Description;
const known = components.schemas;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const counts = { requests: 0, valid: 0, accepted: 0 };
let texts: readonly string[] = [];

beforeAll(async () => {
  const ids: string[] = [];
  const done = async (url: string, body: object) =>
    ids.push(String((await served.order("POST", url, body)).body["id"]));
  for (const name of ["Ada", "Bo", "Cy"])
    await done("/v1/members", {
      name,
      email: `${name}@example.com`,
      team: "engineering",
      newTeam: name === "Ada",
      start: "2025-01-01",
    });
  for (const name of ["Cloud", "Night/Shift"]) await done("/v1/queues", { name, on: "2025-01-01" });
  await served.database.pool.query(
    `create table tickets as select n::text as "TKT-Ticket ID", 'New' as "TKT-Status", 'Cloud' as "TKT-Queue",
       (array['Ada', 'Bo', null])[1 + n % 3] as "TKT-Assigned To User", now() as "TKT-Created Date" from generate_series(1, 99) n`,
  );
  texts = [
    ...[...ids, "00000000-0000-4000-8000-000000000000", "Ada@example.com", "bo@example.com", "Cloud", "Night/Shift"],
    ...["engineering", "platform", "Cy", "2025-01-01", "2025-03-01", "2999-01-01", "2025-01-01T00:00:00Z"],
    ...["Europe/Berlin", "MemberRegistered", "test:Bearer hr-admin", "1", "5"],
  ];
});
afterAll(async () => {
  process.stderr.write(
    `fuzz: ${operations.length} operations, ${counts.requests} requests, ${counts.valid} as described, ${counts.accepted} accepted\n`,
  );
  await served.close();
});

const bodyOf = ({ requestBody }: Operation): Schema | undefined => requestBody?.content["application/json"]?.schema;

/** Parameters are texts: each as its schema has it, or anything. */
function cases({ parameters = [], ...operation }: Operation): fc.Arbitrary<Case> {
  const parts = parameters.map(({ name, in: where, schema, required }) => {
    const value = fc.oneof({ weight: 9, arbitrary: valid(schema, known, texts) }, { weight: 1, arbitrary: anyText });
    if (required) return [name, value.filter((each) => String(each) !== "")] as const;
    // Nearly every text is a wrong cursor, and a wrong condition.
    const freq = where === "header" || name === "cursor" ? 8 : 2;
    return [
      name,
      fc.oneof({ weight: freq, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
    ] as const;
  });
  const schema = bodyOf({ ...operation, parameters });
  const asDescribed = schema ? valid(schema, known, texts) : fc.constant(undefined);
  const body = schema
    ? fc.oneof({ weight: 2, arbitrary: asDescribed }, { weight: 1, arbitrary: spoiled(asDescribed) })
    : asDescribed;
  return fc.record({ parts: fc.record(Object.fromEntries(parts)), body });
}

/** A parameter comes as a text, and means the number or the choice that it spells. */
function faultsOfParameter(value: unknown, { name, schema }: Parameter): readonly string[] {
  const [text, number] = [String(value), Number(value)];
  const asNumber = /^-?\d+$/.test(text) ? faults(number, schema, known, name) : ["no number"];
  return faults(text, schema, known, name).length === 0 ? [] : asNumber;
}

const visible = (text: unknown): string => String(text).replace(/[^\x21-\x7e]/g, "x");

async function send(path: string, method: string, operation: Operation, { parts, body }: Case) {
  const { parameters = [] } = operation;
  const given = parameters.filter(({ name }) => parts[name] !== undefined);
  const query = given.filter((each) => each.in === "query");
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts[name]));
  const search = query.map(({ name }) => `${name}=${encode(parts[name])}`).join("&");
  const headers = given.filter((each) => each.in === "header").map(({ name }) => [name, visible(parts[name])] as const);
  const response = await served.app.inject({
    ...{ method: method as "GET", url: search === "" ? url : `${url}?${search}` },
    headers: { authorization: "Bearer hr-admin", ...Object.fromEntries(headers), ...(body !== undefined && json) },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
  const inParts = given
    .filter((each) => each.in !== "header")
    .flatMap((each) => faultsOfParameter(parts[each.name], each));
  const schema = bodyOf(operation);
  const inBody = schema && body !== undefined ? faults(body, schema, known) : [];
  return { response, wrong: [...inParts, ...inBody] };
}

const json = { "content-type": "application/json" };
const encode = (part: unknown): string => encodeURIComponent(String(part).toWellFormed());

describe("whatever is sent", () => {
  it.each(operations.map((each) => [`${each.method} ${each.path}`, each] as const))(
    "%s answers as it is described",
    async (_, { path, method, operation }) => {
      await fc.assert(
        fc.asyncProperty(cases(operation), async (sent) => {
          const { response, wrong } = await send(path, method, operation, sent);
          const { statusCode: status } = response;
          counts.requests += 1;
          counts.valid += wrong.length === 0 ? 1 : 0;
          counts.accepted += status < 300 ? 1 : 0;
          if (status >= 500 && status !== 504) throw new Error(`${status}: ${response.body}`);
          if (wrong.length > 0 && status < 400)
            throw new Error(`accepted, though ${wrong.join("; ")}: ${response.body}`);
          const [type = ""] = String(response.headers["content-type"]).split(";");
          const described = (operation.responses[status] ?? operation.responses["default"])?.content?.[type]?.schema;
          if (!described) throw new Error(`${status} with ${type} is not described: ${response.body}`);
          const amiss = faults(response.json(), described, known);
          if (amiss.length > 0) throw new Error(`${status} is not as described: ${amiss.join("; ")}: ${response.body}`);
        }),
        seeded(runs),
      );
    },
  );

  it("nothing happened that was not expected", () => {
    expect(served.unexpected).toEqual([]);
  });

  it("the tables are still what the log says", async () => {
    await served.muster.settle((await served.muster.status()).log);
    expect((await served.muster.verify()).ok).toBe(true);
  });
});
