import type { FastifyInstance } from "fastify";
import { catalogue, isProblemCode } from "./catalogue.ts";
import { ProblemError } from "./problem.ts";

/** A page about each problem, which its `type` leads to. */
export function addProblemPages(app: FastifyInstance): void {
  app.get<{ Params: { readonly code: string } }>("/problems/:code", { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params;
    if (!isProblemCode(code)) throw new ProblemError("not-found", "There is no problem of this name.");
    const { status, title, page } = catalogue[code];
    return reply.type("text/html; charset=utf-8").send(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1>
<p>${page}</p>
<p>Code <code>${code}</code>, status ${status}. The API is described at <a href="/docs">/docs</a>.</p>
</html>
`);
  });
}
