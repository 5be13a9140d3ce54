import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

/** Whether a request would rather have comma-separated values than JSON. */
export function wantsCsv({ headers }: FastifyRequest): boolean {
  const weights = (headers.accept ?? "").split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((each) => each.trim().toLowerCase());
    const weight = parameters.find((each) => each.startsWith("q="));
    return [type, weight === undefined ? 1 : Number(weight.slice(2))] as const;
  });
  const weightOf = (wanted: string) => weights.find(([type]) => type === wanted)?.[1] ?? 0;
  return weightOf("text/csv") > weightOf("application/json");
}

/** What a list answers whoever asks for text/csv: all of it, whatever the page. */
export const csvAlso = <Schema extends z.ZodType>(schema: Schema) => ({
  description: "A page as JSON; with `Accept: text/csv` the whole list.",
  content: { "application/json": { schema }, "text/csv": { schema: z.string() } },
});

/** Answers with a file of comma-separated values. Its name is ours: nothing of a request is in it. */
export const sendCsv = (reply: FastifyReply, name: string, text: string): FastifyReply =>
  reply
    .headers({ "content-disposition": `attachment; filename="${name}.csv"`, vary: "accept" })
    .type("text/csv; charset=utf-8; header=present")
    .send(text);
