import { z } from "zod";
import { catalogue, type ProblemCode } from "./catalogue.ts";

/** A problem document (RFC 9457). `pointer` is a JSON pointer into the body (RFC 6901); `type` leads to a page. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    pointer: z.string().optional(),
    errors: z
      .array(z.object({ in: z.enum(["body", "query", "path", "header"]), pointer: z.string(), detail: z.string() }))
      .optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    correlationId: z.string().optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;

/** What a request is answered with in place of what it asked for. */
export type Refused = { readonly problem: Problem; readonly headers: Readonly<Record<string, string>> };

type Told = Pick<Problem, "pointer" | "errors" | "details" | "correlationId"> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
};

export function refused(code: ProblemCode, detail: string, { headers = {}, status, ...told }: Told = {}): Refused {
  const { title, status: usual } = catalogue[code];
  return { problem: { type: `/problems/${code}`, title, status: status ?? usual, detail, code, ...told }, headers };
}

/** Says no from within a route. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly refused: Refused;

  constructor(...told: Parameters<typeof refused>) {
    super(told[1]);
    this.refused = refused(...told);
  }
}
