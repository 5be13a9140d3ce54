import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { FileQueue } from "../../app/fallback/fileReads.ts";
import type { Muster } from "../../app/muster.ts";
import type { RevisedQueue } from "../../app/ports/rosterPages.ts";
import { mapPage, type Page } from "../../app/served/page.ts";
import { musterFor } from "../../app/serving.ts";
import { atPoint } from "../http/atPoint.ts";
import { callerOf } from "../http/caller.ts";
import { csvAlso, sendCsv, wantsCsv } from "../http/csvAnswer.ts";
import { etagOf } from "../http/conditions.ts";
import { answerPage, byText, cursorOf } from "../http/cursors.ts";
import { readOrFile } from "../http/fromFile.ts";
import { asJson } from "../schemas/json.ts";
import { flag, listAt, paging } from "../schemas/lists.ts";
import { pointAsked } from "../schemas/points.ts";
import { problems } from "../schemas/problems.ts";
import { coverageSchema, personSchema, queueAt, queueSchema } from "../schemas/queues.ts";
import { queueReference } from "../schemas/values.ts";

const tags = ["queues"];
const params = z.object({ queue: queueReference });
const all = flag("Closed ones as well.");

/** Reads of queues, and of how they are covered. */
export function addQueueQueries(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/queues",
    {
      schema: {
        ...{ summary: "Queues by name", tags, querystring: z.strictObject({ all, ...pointAsked, ...paging }) },
        response: { 200: csvAlso(listAt(queueSchema)), ...problems },
      },
    },
    async (request, reply) => {
      const then = await atPoint(request, muster, request.query);
      const { pages, exports } = musterFor(then.muster, callerOf(request));
      const all = request.query.all === "true";
      if (wantsCsv(request)) return sendCsv(reply, "queues", await exports.queues(all));
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      const page = await readOrFile<Page<RevisedQueue | FileQueue>>(
        { request, reply, muster },
        {
          tables: () => pages.queues(all, slice),
          file: (reads) => (then.told.at ? undefined : reads.queues(all, slice)),
        },
      );
      return {
        ...(await answerPage(request, reply, mapPage(page, asJson<RevisedQueue | FileQueue>), muster)),
        ...then.told,
      };
    },
  );
  addOneQueue(app, muster);
  addCoverQueries(app, muster);
}

function addOneQueue(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/queues/:queue",
    {
      schema: {
        ...{ summary: "A queue", tags, params, querystring: z.strictObject(pointAsked) },
        response: { 200: queueAt, ...problems },
      },
    },
    async (request, reply) => {
      const then = await atPoint(request, muster, request.query);
      const { pages } = musterFor(then.muster, callerOf(request));
      const queue = await readOrFile<RevisedQueue | FileQueue>(
        { request, reply, muster },
        {
          tables: () => pages.queue(request.params.queue),
          file: (reads) => (then.told.at ? undefined : reads.queue(request.params.queue)),
        },
      );
      // A change is made to what is now.
      if (queue.revision !== null && !then.told.at) reply.header("etag", etagOf(queue.revision));
      return { ...asJson<RevisedQueue | FileQueue>(queue), ...then.told };
    },
  );
}

function addCoverQueries(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const people = z.strictObject({ all: flag("Those who covered it once as well."), ...pointAsked, ...paging });
  routes.get(
    "/queues/:queue/members",
    {
      schema: {
        ...{ summary: "Who covers a queue, by name", tags, params, querystring: people },
        response: { 200: listAt(personSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { queue } = request.params;
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      const then = await atPoint(request, muster, request.query);
      const { pages } = musterFor(then.muster, callerOf(request));
      const page = await pages.queueMembers(queue, request.query.all === "true", slice);
      return { ...(await answerPage(request, reply, page, muster)), ...then.told };
    },
  );
  const falling = z.strictObject({ uncovered: flag("Those alone that fall short."), ...pointAsked, ...paging });
  routes.get(
    "/coverage",
    {
      schema: {
        ...{ summary: "How open queues are covered, by name", tags, querystring: falling },
        response: { 200: csvAlso(listAt(coverageSchema)), ...problems },
      },
    },
    async (request, reply) => {
      const then = await atPoint(request, muster, request.query);
      const { pages, exports } = musterFor(then.muster, callerOf(request));
      const uncovered = request.query.uncovered === "true";
      if (wantsCsv(request)) return sendCsv(reply, "coverage", await exports.coverage(uncovered));
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      return { ...(await answerPage(request, reply, await pages.coverage(uncovered, slice), muster)), ...then.told };
    },
  );
}
