import fc from "fast-check";

/** As much of JSON Schema (2020-12) as the API's description uses. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
};

type Json = Readonly<Record<string, unknown>>;

/** The schemas that others refer to, by `#/components/schemas/<name>`. */
export type Known = Readonly<Record<string, Schema>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  return typeof value === "number" && Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

export function resolve(schema: Schema, known: Known): Schema {
  if (schema.$ref === undefined) return schema;
  const found = known[schema.$ref.replace("#/components/schemas/", "")];
  if (!found) throw new Error(`${schema.$ref} leads nowhere.`);
  return resolve(found, known);
}

/** Where a value is not as its schema says; empty where it is. */
export function faults(value: unknown, given: Schema, known: Known, at = ""): readonly string[] {
  const schema = resolve(given, known);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !typeOf(value).some((type) => types.includes(type))) return [`${at} is no ${types.join()}`];
  if ("const" in schema && value !== schema.const) return [`${at} is not ${String(schema.const)}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is none of ${schema.enum.join()}`];
  const any = schema.anyOf ?? schema.oneOf;
  if (any && !any.some((each) => faults(value, each, known, at).length === 0)) return [`${at} is none of the choices`];
  const all = (schema.allOf ?? []).flatMap((each) => faults(value, each, known, at));
  return [
    ...all,
    ...faultsOfText(value, schema, at),
    ...faultsOfNumber(value, schema, at),
    ...faultsWithin(value, schema, known, at),
  ];
}

function faultsOfText(value: unknown, { pattern, minLength = 0, maxLength = Infinity }: Schema, at: string) {
  if (typeof value !== "string") return [];
  const length = Array.from(value).length;
  const fits =
    length >= minLength && length <= maxLength && (pattern === undefined || new RegExp(pattern, "u").test(value));
  return fits ? [] : [`${at} is a text that does not fit`];
}

function faultsOfNumber(value: unknown, { minimum = -Infinity, maximum = Infinity }: Schema, at: string) {
  return typeof value === "number" && (value < minimum || value > maximum) ? [`${at} is out of bounds`] : [];
}

function faultsWithin(value: unknown, schema: Schema, known: Known, at: string): readonly string[] {
  if (Array.isArray(value)) {
    const { items, minItems = 0, maxItems = Infinity } = schema;
    if (value.length < minItems || value.length > maxItems) return [`${at} has ${value.length} items`];
    return items ? value.flatMap((each, index) => faults(each, items, known, `${at}/${index}`)) : [];
  }
  if (!isObject(value)) return [];
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}/${name} is missing`);
  const inner = Object.entries(value).flatMap(([name, each]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own) return faults(each, own, known, `${at}/${name}`);
    if (additionalProperties === false) return [`${at}/${name} is not known`];
    return typeof additionalProperties === "object" ? faults(each, additionalProperties, known, `${at}/${name}`) : [];
  });
  return [...missing, ...inner];
}

const hostile = [
  ...["", " ", "'; drop table public.team_members; --", "../../etc/passwd", "%00", "\u202eoverride", "ß", "İ", "😀"],
  ...[
    "__proto__",
    "constructor",
    "null",
    "-1",
    "1e309",
    "<script>alert(1)</script>",
    "${7*7}",
    "=1+1",
    "\n",
    "a".repeat(300),
  ],
];

/** Texts of every kind: what people write, what attackers do, and noise. */
export const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ maxLength: 40, unit: "grapheme" }),
  fc.string({ maxLength: 10, unit: "binary" }),
);

/** Values that are as a schema says. `texts` are those that mean something here, such as ids that are there. */
export function valid(given: Schema, known: Known, texts: readonly string[]): fc.Arbitrary<unknown> {
  const schema = resolve(given, known);
  const inner = (each: Schema) => valid(each, known, texts);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return fc.oneof(...any.map(inner));
  const types = [schema.type ?? "null"].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, inner, texts)));
}

function ofType(
  type: string,
  schema: Schema,
  inner: (each: Schema) => fc.Arbitrary<unknown>,
  texts: readonly string[],
): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return fc
        .oneof({ weight: 3, arbitrary: fc.constantFrom(...texts) }, { weight: 1, arbitrary: anyText })
        .filter((text) => faults(text, { ...schema, type: "string" }, {}).length === 0);
    case "integer":
    case "number":
      return fc.integer({ min: Math.max(schema.minimum ?? 0, -1e9), max: Math.min(schema.maximum ?? 1e9, 1e9) });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case "object": {
      const properties = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, each]) => [name, inner(each)]),
      );
      return fc.record(properties, { requiredKeys: [...(schema.required ?? [])] });
    }
    default:
      return fc.constant(null);
  }
}

/** A value with one thing about it that is otherwise: often, and not always, it is then wrong. */
export const spoiled = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc
      .tuple(value, anyText, fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 })), fc.nat())
      .map(([whole, name, part, place]) => {
        if (!isObject(whole)) return part;
        const names = Object.keys(whole);
        const one = names[place % (names.length + 1)];
        if (one === undefined) return { ...whole, [name]: part };
        const { [one]: _, ...rest } = whole;
        return place % 3 === 0 ? rest : { ...rest, [one]: part };
      }),
  );
