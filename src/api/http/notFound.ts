import type { FastifyInstance } from "fastify";
import { refused } from "../problems/problem.ts";
import { sendProblem } from "./answering.ts";

type Known = { readonly path: RegExp; readonly methods: Set<string> };

/** Tells an address that is not there from one that takes other methods. Call it before the routes are added. */
export function answerNotFound(app: FastifyInstance): void {
  const known = new Map<string, Known>();
  app.addHook("onRoute", ({ url, method }) => {
    const { methods } = known.get(url) ?? { methods: new Set<string>() };
    for (const each of [method].flat()) methods.add(each);
    known.set(url, { path: pathOf(url), methods });
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?", 1);
    const others = [...known.values()].filter((each) => each.path.test(path)).flatMap(({ methods }) => [...methods]);
    if (others.length === 0 || others.includes(request.method))
      return sendProblem(reply, refused("not-found", "There is nothing at this address; /docs lists what there is."));
    const allow = [...new Set(others)].sort().join(", ");
    return sendProblem(reply, refused("method-not-allowed", `This address takes ${allow}.`, { headers: { allow } }));
  });
}

/** Addresses have no characters that mean something to an expression but the `*` that stands for any rest. */
const pathOf = (url: string): RegExp => new RegExp(`^${url.replace(/:[^/]+/g, "[^/]+").replace("*", ".*")}$`);
