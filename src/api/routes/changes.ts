import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Authenticate } from "../../app/access/authentication.ts";
import type { Muster } from "../../app/muster.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { eventStream } from "../http/eventStream.ts";
import { openStreams } from "../http/openStreams.ts";
import { recordingLanded } from "../http/recordReads.ts";
import { positionText } from "../http/waiting.ts";
import { ProblemError } from "../problems/problem.ts";
import { eventSchema } from "../schemas/history.ts";
import { problems } from "../schemas/problems.ts";
import { eventAnswer, eventFilters } from "./eventQueries.ts";

/** Shorter than the silence after which proxies commonly give a connection up. */
const quietMs = 15_000;
// A stream is no answer that takes too long; Fastify takes no number that means never.
const never = 2 ** 31 - 1;

const schema = {
  summary: "Events as they land",
  description:
    "A stream of server-sent events: `data` is an event as `/v1/events` has it, `id` its position. It begins with what is " +
    "recorded next, or after the position in `Last-Event-ID`. It ends when the token ceases to be valid, or its roles or " +
    "team change, within about a second; go on with the last `id`.",
  tags: ["events"],
  querystring: z.strictObject(eventFilters),
  headers: z.looseObject({
    "last-event-id": positionText.optional().meta({ description: "The `id` that was seen last." }),
  }),
  response: {
    200: {
      description: "Events, each the JSON of `data`, and comments as signs of life.",
      content: { "text/event-stream": { schema: eventSchema } },
    },
    ...problems,
  },
};

export function addChanges(
  app: FastifyInstance,
  { muster, authenticate }: { readonly muster: Muster; readonly authenticate: Authenticate },
): void {
  const streams = openStreams(app, authenticate);
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/changes", { schema, exposeHeadRoute: false, handlerTimeout: never }, async (request, reply) => {
      const { member, queue, actor, type } = request.query;
      const served = musterFor(muster, callerOf(request)).pages;
      const head = await muster.head();
      const given = request.headers["last-event-id"];
      const after = given === undefined ? head : BigInt(given);
      if (after > head)
        throw new ProblemError("invalid-request", "The log has not come to the position in Last-Event-ID.");
      const signal = streams.begin(request, reply);
      const landed = await served.landing({ memberId: member, queueId: queue, actor, type }, { after, signal });
      const recorded = muster.reads.recorded ? recordingLanded(request, muster, landed) : landed;
      const sent = eventStream(recorded, (event) => JSON.stringify(eventAnswer(event)), { after, quietMs, signal });
      return (
        reply
          .headers({ "content-type": "text/event-stream", "x-accel-buffering": "no", connection: "close" })
          // The type of the answer is that of its data; what is sent is the stream of it.
          .send(Readable.from(ending(sent)) as never)
      );
    });
}

/** Where the log or the tables are away, the stream ends, and its reader goes on from where it was. */
async function* ending(sent: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* sent;
  } catch {
    yield ": this stream cannot go on now\n\n";
  }
}
