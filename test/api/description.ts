import type { FastifyInstance, InjectOptions } from "fastify";
import { finished } from "node:stream/promises";
import type { Known, Schema } from "./jsonSchema.ts";
import type { Served } from "./support.ts";

export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
};
export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
export type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<
    Record<string, { readonly content?: Content; readonly headers?: Readonly<Record<string, unknown>> }>
  >;
};
export type Place = { readonly path: string; readonly method: string; readonly operation: Operation };
export type Description = { readonly operations: readonly Place[]; readonly known: Known };

/** What the API says of itself. */
export async function descriptionOf({ ask }: Pick<Served, "ask">): Promise<Description> {
  const { paths, components } = (await ask("GET", "/docs/json")).body as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Known };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return { operations, known: components.schemas };
}

export const jsonBodyOf = ({ requestBody }: Operation): Schema | undefined =>
  requestBody?.content["application/json"]?.schema;

export const encoded = (part: unknown): string => encodeURIComponent(String(part).toWellFormed());

/** The address of an operation with its parameters, as far as they are given. */
export function addressOf({ path, operation }: Place, parts: Readonly<Record<string, unknown>>): string {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(parts[name]));
  const search = (operation.parameters ?? [])
    .filter((each) => each.in === "query" && parts[each.name] !== undefined)
    .map(({ name }) => `${name}=${encoded(parts[name])}`);
  return search.length === 0 ? url : `${url}?${search.join("&")}`;
}

/** An answer with its media type, and its body as text. */
export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

/** Asks; of what streams without an end, the beginning is all that is read. */
export async function answerTo(app: FastifyInstance, asked: InjectOptions): Promise<Answer> {
  const response = await app.inject({ ...asked, payloadAsStream: true });
  const [type = ""] = String(response.headers["content-type"]).split(";");
  const stream = response.stream();
  let text = "";
  stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  if (type === "text/event-stream") stream.destroy();
  else await finished(stream);
  return { status: response.statusCode, type, headers: response.headers, text };
}
