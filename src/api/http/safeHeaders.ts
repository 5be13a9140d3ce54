import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance } from "fastify";

const contentPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const ofTheAnswer = new Set([
  "connection",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "transfer-encoding",
]);

/**
 * The headers of helmet, which are the same for each answer: it is asked for them once, since at every request it makes
 * them anew. They are set on the raw answer, so that what a route writes there itself has them too.
 */
export async function addSafeHeaders(app: FastifyInstance): Promise<void> {
  const headers = await ofHelmet();
  app.addHook("onRequest", (_, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

async function ofHelmet(): Promise<readonly (readonly [string, string])[]> {
  const asked = Fastify();
  await asked.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: contentPolicy } });
  asked.get("/", () => "");
  const { headers } = await asked.inject("/");
  await asked.close();
  return Object.entries(headers).flatMap(([name, value]) => (ofTheAnswer.has(name) ? [] : [[name, String(value)]]));
}
