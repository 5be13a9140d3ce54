import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressOf, answerTo, descriptionOf, jsonBodyOf, type Place } from "./description.ts";
import { resolve, type Schema, valid } from "./jsonSchema.ts";
import { serve, type Served } from "./support.ts";

/** What no operation takes, whichever it is: sent to each one by its own description. */
const injected = "x'); drop table public.team_members; --";
const kilobyte = 1024;

const reading = await serve();
const { operations, known } = await descriptionOf(reading);
await reading.close();
const name = ({ method, path }: Place): string => `${method} ${path}`;
const withBody = operations.filter(({ operation }) => jsonBodyOf(operation)).map((each) => [name(each), each] as const);

let served: Served;
let tables = "";
const ids = { member: "", queue: "" };

beforeAll(async () => {
  served = await serve();
  const member = { name: "Ada", email: "ada@example.com", team: "engineering", newTeam: true, start: "2025-01-01" };
  ids.member = String((await served.order("POST", "/v1/members", member)).body["id"]);
  ids.queue = String((await served.order("POST", "/v1/queues", { name: "Cloud", on: "2025-01-01" })).body["id"]);
  tables = await schemaOf();
});
afterAll(() => served.close());

const schemaOf = async (): Promise<string> => {
  const { rows } = await served.database.pool.query(
    "select table_schema, table_name from information_schema.tables where table_schema in ('public', 'muster') order by 1, 2",
  );
  return JSON.stringify(rows);
};

/** Parameters that lead to what is there. */
const parts = (place: Place): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (place.operation.parameters ?? [])
      .filter(({ required }) => required)
      .map((each) => [each.name, each.name === "queue" ? ids.queue : ids.member]),
  );

async function send(place: Place, payload: string | undefined, type = "application/json", given = parts(place)) {
  const {
    status,
    type: media,
    text,
  } = await answerTo(served.app, {
    ...{ method: place.method, url: addressOf(place, given) },
    headers: { authorization: "Bearer hr-admin", ...(payload !== undefined && { "content-type": type }) },
    ...(payload !== undefined && { payload }),
  });
  const body = media.includes("json") ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {};
  return { status, code: body["code"], text };
}

/** Of these one fits wherever a text must look like something. */
const fitting = ["2025-01-01", "Ada", "x", "00000000-0000-4000-8000-000000000000"];

/** A body that its schema allows, the same each time. */
const bodyOf = ({ operation }: Place): Readonly<Record<string, unknown>> =>
  fc.sample(valid(jsonBodyOf(operation) ?? {}, known, fitting), { numRuns: 1, seed: 7 })[0] as never;

describe.each(withBody)("%s", (_, place) => {
  const taken = () => JSON.stringify(bodyOf(place));
  const opened = (text: string, key: string) => text.replace("{", `{${key},`).replace(",}", "}");

  it("takes no actor: who it was is known from the token", async () => {
    const body = opened(taken(), '"actor":{"issuer":"x","subject":"boss"}');
    expect(await send(place, body)).toMatchObject({ status: 400 });
    expect(await send(place, opened(taken(), '"commandId":"00000000-0000-4000-8000-000000000000"'))).toMatchObject({
      status: 400,
    });
  });

  it("takes no key that reaches a prototype", async () => {
    const keys = ['"__proto__":{"polluted":true}', '"constructor":{"prototype":{"polluted":true}}', '"prototype":{}'];
    for (const key of keys)
      expect([key, await send(place, opened(taken(), key))]).toMatchObject([key, { status: 400 }]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("takes no body of another kind, depth or length", async () => {
    const kept = place.operation.requestBody?.content ?? {};
    for (const type of ["text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"])
      if (!(type in kept)) expect([type, await send(place, taken(), type)]).toMatchObject([type, { status: 415 }]);
    const deep = opened(taken(), `"deep":${"[".repeat(40)}${"]".repeat(40)}`);
    expect(await send(place, deep)).toMatchObject({ status: 400, code: "invalid-json" });
    for (const text of ["null", "[]", "0", '"x"', "{", "\u0000"])
      expect([text, (await send(place, text)).status]).toEqual([text, 400]);
    if ("text/csv" in kept) return;
    const most = taken() + " ".repeat(64 * kilobyte - Buffer.byteLength(taken()));
    expect((await send(place, most)).status).not.toBe(413);
    expect(await send(place, `${most} `)).toMatchObject({ status: 413, code: "payload-too-large" });
  });
});

describe("SQL in each field", () => {
  it.each(operations.map((each) => [name(each), each] as const))("of %s reaches no table", async (_, place) => {
    const { operation } = place;
    const fields = jsonBodyOf(operation) ? textsOf(jsonBodyOf(operation) ?? {}, []) : [];
    for (const field of fields) {
      const body = JSON.stringify(withText(bodyOf(place), field));
      const { status, text } = await send(place, body);
      expect([field, status < 500, text]).toEqual([field, true, expect.not.stringMatching(internal)]);
    }
    for (const { name: parameter, in: where } of operation.parameters ?? []) {
      if (where === "header") continue;
      const body = jsonBodyOf(operation) && JSON.stringify(bodyOf(place));
      const { status, text } = await send(place, body, undefined, { ...parts(place), [parameter]: injected });
      expect([parameter, status < 500, text]).toEqual([parameter, true, expect.not.stringMatching(internal)]);
    }
    expect(await schemaOf()).toBe(tables);
  });
});

it("met nothing that it did not expect", () => {
  expect(served.unexpected).toEqual([]);
});

/** What would tell of the inside: stacks, statements, paths of files. */
const internal =
  /node_modules|\.ts:\d|at \w+ \(|select .* from|insert into|syntax error|pg_|muster\.\w+_|\/home\/|\/tmp\//i;

/** The places of all texts in what a schema allows. */
function textsOf(given: Schema, at: readonly string[]): readonly (readonly string[])[] {
  const schema = resolve(given, known);
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each) => textsOf(each, at));
  if ([schema.type].flat().includes("string")) return [at, ...choices];
  if (schema.items) return [...textsOf(schema.items, [...at, "0"]), ...choices];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, each]) => textsOf(each, [...at, key]));
  return [...inner, ...choices];
}

/** The value with the text at a place; what is missing on the way there is made. */
function withText(value: unknown, [next, ...rest]: readonly string[]): unknown {
  if (next === undefined) return injected;
  if (next === "0") return [withText(Array.isArray(value) ? value[0] : undefined, rest)];
  const object = typeof value === "object" && value !== null ? value : {};
  return { ...object, [next]: withText((object as Record<string, unknown>)[next], rest) };
}
