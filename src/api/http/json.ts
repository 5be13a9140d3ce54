import type { FastifyInstance } from "fastify";
import { ProblemError } from "../problems/problem.ts";

/** How deep a body may be nested; the deepest that is described has four levels. */
const deepest = 16;

/**
 * Takes JSON bodies alone. Keys that would reach an object's prototype are refused, and so is what is nested so deep
 * that to walk it would cost more than to read it. No body is an empty one, because many commands need nothing said.
 */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/(json|[a-z.-]+\+json)(;|$)/, { parseAs: "string" }, (request, body, done) => {
    const text = String(body);
    if (text.trim() === "") done(null, undefined);
    else if (nul.test(text)) done(invalid("The body has the character NUL in a text, which is not taken."));
    else if (depthOf(text) > deepest) done(invalid(`The body is nested deeper than ${deepest} levels.`));
    else
      void parse(request, text, (error, value) => {
        if (error) done(invalid("The body is no well-formed JSON, or has a key that is not taken."));
        else done(null, value);
      });
  });
  app.addHook("preValidation", (request, _, done) => {
    if (request.body === undefined && request.method !== "GET" && request.method !== "HEAD") request.body = {};
    done();
  });
}

// Postgres takes no NUL in a text. A backslash that is itself escaped begins none.
const nul = /(?<!\\)(?:\\\\)*\\u0000/;

const invalid = (sentence: string) => new ProblemError("invalid-json", sentence);

/** How deep brackets are nested outside of strings. */
function depthOf(text: string): number {
  let [depth, most, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "{" || character === "[")) most = Math.max(most, ++depth);
    else if (!quoted && (character === "}" || character === "]")) depth--;
  }
  return most;
}
