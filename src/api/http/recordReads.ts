import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Landed } from "../../app/followEvents.ts";
import type { Muster } from "../../app/muster.ts";
import type { Reading } from "../../app/reads/recordedReads.ts";
import { callerOf } from "./caller.ts";

type Recording = Pick<Muster, "reads">;

/**
 * Records what is read before it is answered, whatever the route: JSON by what it shows, files by their lines. Streams
 * record for themselves, with `recordingLanded`.
 */
export function recordReads(app: FastifyInstance, muster: Recording): void {
  const isRecorded = ({ statusCode }: FastifyReply) => muster.reads.recorded && statusCode < 300;
  app.addHook("preSerialization", async (request, reply, payload) => {
    if (isRecorded(reply) && isRead(request, payload))
      await muster.reads.record(callerOf(request), readingOf(request, payload));
    return payload;
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (isRecorded(reply) && String(reply.getHeader("content-type")).startsWith("text/csv"))
      await muster.reads.record(callerOf(request), readingOf(request, payload));
    return payload;
  });
}

/** What a stream is about to send. */
export async function* recordingLanded(
  request: FastifyRequest,
  { reads }: Recording,
  landed: AsyncIterable<Landed>,
): AsyncGenerator<Landed> {
  for await (const part of landed) {
    const answer = part.events.map((event) => ("data" in event ? event.data : {}));
    if (answer.length > 0) await reads.record(callerOf(request), readingOf(request, answer));
    yield part;
  }
}

/** A change is in the log itself; what only shows what it would come to is a read, whatever its method. */
const isRead = ({ method }: FastifyRequest, payload: unknown): boolean =>
  method === "GET" || method === "HEAD" || isForeseen(payload);

const isForeseen = (payload: unknown): boolean =>
  typeof payload === "object" && payload !== null && "dryRun" in payload && payload.dryRun === true;

function readingOf(request: FastifyRequest, answer: unknown): Reading {
  const { method, routeOptions, params, query, id } = request;
  const what = `${method} ${routeOptions.url ?? ""}`;
  const asked = { ...(params as object), ...(query as object) };
  const about = what.includes(" /v1/members/:id") && "id" in asked ? String(asked.id) : undefined;
  return { what, asked, answer, about, correlationId: id };
}
