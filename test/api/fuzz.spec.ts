import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  addressOf,
  type Answer,
  answerTo,
  descriptionOf,
  jsonBodyOf,
  type Operation,
  type Parameter,
  type Place,
} from "./description.ts";
import { anyText, faults, spoiled, valid } from "./jsonSchema.ts";
import { serve } from "./support.ts";

/** A request: its parameters by name, and a body as text with its media type, which is as described unless it is junk. */
type Case = {
  readonly parts: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly junk?: { readonly type: string; readonly text: string };
};

const runs = Number(process.env["MUSTER_FUZZ_RUNS"] ?? 40);
const seed = Number(process.env["MUSTER_TEST_SEED"] ?? Date.now() % 2 ** 31);
const served = await serve();
const { operations, known } = await descriptionOf(served);
const counts = { requests: 0, asDescribed: 0, otherwise: 0, junk: 0, accepted: 0 };
let texts: readonly string[] = [];

beforeAll(async () => {
  const ids: string[] = [];
  const done = async (url: string, body: object) =>
    ids.push(String((await served.order("POST", url, body)).body["id"]));
  for (const name of ["Ada", "Bo", "Cy"]) {
    const member = { name, email: `${name}@example.com`, team: "engineering", newTeam: name === "Ada" };
    await done("/v1/members", { ...member, start: "2025-01-01" });
  }
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
  const { requests, asDescribed, otherwise, junk, accepted } = counts;
  process.stderr.write(
    `fuzz: seed ${seed}, ${operations.length} operations, ${requests} requests: ${asDescribed} as described, ` +
      `${otherwise} otherwise, ${junk} junk; ${accepted} accepted\n`,
  );
  await served.close();
});

/** Parameters are texts: each as its schema has it, or anything. */
function cases(operation: Operation): fc.Arbitrary<Case> {
  const parts = Object.fromEntries((operation.parameters ?? []).map((each) => [each.name, partOf(each)]));
  const schema = jsonBodyOf(operation);
  if (!schema) return fc.record({ parts: fc.record(parts) });
  const asDescribed = valid(schema, known, texts);
  const body = fc.oneof({ weight: 2, arbitrary: asDescribed }, { weight: 1, arbitrary: spoiled(asDescribed) });
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ parts: fc.record(parts), body }) },
    { weight: 1, arbitrary: fc.record({ parts: fc.record(parts), junk }) },
  );
}

function partOf({ name, in: where, schema, required }: Parameter): fc.Arbitrary<unknown> {
  const value = fc.oneof({ weight: 9, arbitrary: valid(schema, known, texts) }, { weight: 1, arbitrary: anyText });
  if (required) return value.filter((each) => String(each) !== "");
  // Nearly every text is a wrong cursor, and a wrong condition.
  const absent = where === "header" || name === "cursor" ? 8 : 2;
  return fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const junk = fc.record({
  type: fc.constantFrom("application/json", "application/json; charset=utf-16", "text/plain", "text/csv", "a/b", "x"),
  text: fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.constantFrom("{", "[".repeat(99), "\u0000", "\ufeff{}")),
});

/** A parameter comes as a text, and means the number or the choice that it spells. */
function faultsOfParameter(value: unknown, { name, schema }: Parameter): readonly string[] {
  const [text, number] = [String(value), Number(value)];
  const asNumber = /^-?\d+$/.test(text) ? faults(number, schema, known, name) : ["no number"];
  return faults(text, schema, known, name).length === 0 ? [] : asNumber;
}

const visible = (text: unknown): string => String(text).replace(/[^\x21-\x7e]/g, "x");

function send(place: Place, { parts, body, junk: other }: Case): Promise<Answer> {
  const headers = (place.operation.parameters ?? [])
    .filter((each) => each.in === "header" && parts[each.name] !== undefined)
    .map(({ name }) => [name, visible(parts[name])] as const);
  const type = other?.type ?? (body === undefined ? undefined : "application/json");
  return answerTo(served.app, {
    ...{ method: place.method, url: addressOf(place, parts) },
    headers: {
      authorization: "Bearer hr-admin",
      ...Object.fromEntries(headers),
      ...(type && { "content-type": type }),
    },
    ...(type && { payload: other?.text ?? JSON.stringify(body) }),
  });
}

function wrongs({ operation }: Place, { parts, body, junk: other }: Case): readonly string[] {
  const schema = jsonBodyOf(operation);
  return [
    ...(operation.parameters ?? [])
      .filter(({ name }) => parts[name] !== undefined)
      .flatMap((each) => faultsOfParameter(each.in === "header" ? visible(parts[each.name]) : parts[each.name], each)),
    ...(schema && body !== undefined ? faults(body, schema, known) : []),
    ...(schema && other ? faultsOfJunk(other, operation) : []),
  ];
}

function faultsOfJunk({ type, text }: NonNullable<Case["junk"]>, operation: Operation): readonly string[] {
  const [media = ""] = type.split(";");
  if (!operation.requestBody?.content[media]) return [`${type} is not taken`];
  if (media !== "application/json" || text.trim() === "") return [];
  try {
    // A mark at the beginning may be there (RFC 8259, section 8.1).
    return faults(JSON.parse(text.replace(/^\ufeff/, "")), jsonBodyOf(operation) ?? {}, known);
  } catch {
    return ["no JSON"];
  }
}

/** What an answer has that its description does not, or the other way round. */
function amiss({ operation }: Place, { status, type, headers, text }: Answer): readonly string[] {
  const described = operation.responses[status] ?? operation.responses["default"];
  const content = described?.content?.[type];
  if (!content) return [`${type} is not described`];
  const missing = Object.keys(described.headers ?? {}).filter((name) => headers[name] === undefined);
  const inBody = /[/+]json$/.test(type) ? faults(JSON.parse(text), content.schema ?? {}, known) : [];
  return [...missing.map((name) => `the header ${name} is missing`), ...inBody];
}

describe("whatever is sent", () => {
  it.each(operations.map((each) => [`${each.method} ${each.path}`, each] as const))(
    "%s answers as it is described",
    async (_, place) => {
      const property = fc.asyncProperty(cases(place.operation), async (sent) => {
        const wrong = wrongs(place, sent);
        const answer = await send(place, sent);
        const { status, text } = answer;
        counts.requests += 1;
        counts[sent.junk ? "junk" : wrong.length === 0 ? "asDescribed" : "otherwise"] += 1;
        if (status < 300) counts.accepted += 1;
        // Of our own faults only those that are foreseen: tables that did not come so far, a check that is not well.
        if (status >= 500 && status !== 504 && !(status in place.operation.responses))
          throw new Error(`${status}: ${text}`);
        if (wrong.length > 0 && status < 400) throw new Error(`accepted, though ${wrong.join("; ")}: ${text}`);
        const faulty = amiss(place, answer);
        if (faulty.length > 0) throw new Error(`${status} is not as described: ${faulty.join("; ")}: ${text}`);
      });
      await fc.assert(property, { numRuns: runs, seed });
    },
    600_000,
  );

  it("some of it was right, and was done", () => {
    expect(counts.accepted).toBeGreaterThan(counts.requests / 20);
  });

  it("nothing happened that was not expected", () => {
    expect(served.unexpected).toEqual([]);
  });

  it("the tables are still what the log says", async () => {
    await served.muster.settle((await served.muster.status()).log);
    expect((await served.muster.verify()).ok).toBe(true);
  });
});
