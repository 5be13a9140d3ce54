import type { jsonSchemaTransformObject } from "fastify-type-provider-zod";

export type Described = ReturnType<typeof jsonSchemaTransformObject>;

type Header = { readonly description: string; readonly schema: { readonly type: "string" } };
type Answer = { readonly headers?: Readonly<Record<string, Header>>; readonly content?: unknown };
type Parameter = { readonly name: string; readonly in: string };
type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly security?: readonly unknown[];
  readonly responses: Readonly<Record<string, Answer>>;
};
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const header = (description: string): Header => ({ description, schema: { type: "string" } });

const ofCommands = {
  etag: header("The revision that it has now, for If-Match."),
  "muster-position": header("Where the log stands with it, for Muster-Wait-For."),
};
const ofLists = { link: header("The addresses of the first page and of the next one (RFC 8288).") };

const waiting = {
  ...{ name: "muster-wait-for", in: "header", required: false },
  description: "Waits, for two seconds at most, until the tables hold this position of the log.",
  schema: { type: "string", pattern: "^(0|[1-9]\\d{0,17})$" },
};

/** Adds what holds for all routes of a kind: the headers that they take and answer. */
export function withHeaders(described: Described): Described {
  if (!("paths" in described)) return described;
  const paths = Object.entries(described.paths as unknown as Paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, each]) => [method, headed(path, method, each)])),
  ]);
  return { ...described, paths: Object.fromEntries(paths) as never };
}

function headed(path: string, method: string, operation: Operation): Operation {
  const { parameters = [], responses, security } = operation;
  // What takes no token rests on no table.
  const waits = method === "get" && path.startsWith("/v1/") && security?.length !== 0;
  const answers = Object.entries(responses).map(([status, answer]) => {
    const headers = { ...(isDone(answer) && ofCommands), ...(isList(answer) && ofLists), ...answer.headers };
    return [status, Object.keys(headers).length === 0 ? answer : { ...answer, headers }] as const;
  });
  return {
    ...operation,
    ...(waits && { parameters: [...parameters, waiting] }),
    responses: Object.fromEntries(answers),
  };
}

const isDone = ({ content }: Answer): boolean =>
  JSON.stringify(content ?? "").endsWith('{"$ref":"#/components/schemas/Done"}}}');
const isList = ({ content }: Answer): boolean => JSON.stringify(content ?? "").includes('"next"');

/** Each shape is described as it comes in and as it goes out; what no route refers to is left out. */
export function onlyReferred(described: Described): Described {
  if (!("components" in described)) return described;
  const { schemas = {}, ...components } = described.components ?? {};
  const kept = new Map<string, unknown>();
  const keep = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (kept.has(name)) continue;
      kept.set(name, schemas[name]);
      keep(JSON.stringify(schemas[name]));
    }
  };
  keep(JSON.stringify("paths" in described ? described.paths : {}));
  return { ...described, components: { ...components, schemas: Object.fromEntries(kept) } } as Described;
}
