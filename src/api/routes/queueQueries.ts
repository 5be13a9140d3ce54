import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { FileQueue } from "../../app/fallback/fileReads.ts";
import type { Muster } from "../../app/muster.ts";
import type { RevisedQueue } from "../../app/ports/rosterPages.ts";
import { mapPage, type Page } from "../../app/served/page.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { csvAlso, sendCsv, wantsCsv } from "../http/csvAnswer.ts";
import { etagOf } from "../http/conditions.ts";
import { answerPage, byText, cursorOf } from "../http/cursors.ts";
import { readOrFile } from "../http/fromFile.ts";
import { asJson } from "../schemas/json.ts";
import { flag, listOf, paging } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { coverageSchema, personSchema, queueSchema } from "../schemas/queues.ts";
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
        ...{ summary: "Queues by name", tags, querystring: z.strictObject({ all, ...paging }) },
        response: { 200: csvAlso(listOf(queueSchema)), ...problems },
      },
    },
    async (request, reply) => {
      const { pages, exports } = musterFor(muster, callerOf(request));
      const all = request.query.all === "true";
      if (wantsCsv(request)) return sendCsv(reply, "queues", await exports.queues(all));
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      const page = await readOrFile<Page<RevisedQueue | FileQueue>>(
        { request, reply, muster },
        { tables: () => pages.queues(all, slice), file: (reads) => reads.queues(all, slice) },
      );
      return answerPage(request, reply, mapPage(page, asJson<RevisedQueue | FileQueue>), muster);
    },
  );
  routes.get(
    "/queues/:queue",
    { schema: { summary: "A queue", tags, params, response: { 200: queueSchema, ...problems } } },
    async (request, reply) => {
      const { pages } = musterFor(muster, callerOf(request));
      const queue = await readOrFile<RevisedQueue | FileQueue>(
        { request, reply, muster },
        {
          tables: () => pages.queue(request.params.queue),
          file: (reads) => reads.queue(request.params.queue),
        },
      );
      if (queue.revision !== null) reply.header("etag", etagOf(queue.revision));
      return asJson<RevisedQueue | FileQueue>(queue);
    },
  );
  addCoverQueries(app, muster);
}

function addCoverQueries(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const people = z.strictObject({ all: flag("Those who covered it once as well."), ...paging });
  routes.get(
    "/queues/:queue/members",
    {
      schema: {
        ...{ summary: "Who covers a queue, by name", tags, params, querystring: people },
        response: { 200: listOf(personSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { queue } = request.params;
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      const { pages } = musterFor(muster, callerOf(request));
      return answerPage(request, reply, await pages.queueMembers(queue, request.query.all === "true", slice), muster);
    },
  );
  const falling = z.strictObject({ uncovered: flag("Those alone that fall short."), ...paging });
  routes.get(
    "/coverage",
    {
      schema: {
        ...{ summary: "How open queues are covered, by name", tags, querystring: falling },
        response: { 200: csvAlso(listOf(coverageSchema)), ...problems },
      },
    },
    async (request, reply) => {
      const { pages, exports } = musterFor(muster, callerOf(request));
      const uncovered = request.query.uncovered === "true";
      if (wantsCsv(request)) return sendCsv(reply, "coverage", await exports.coverage(uncovered));
      const slice = { after: await cursorOf(request, byText, muster), limit: request.query.limit };
      return answerPage(request, reply, await pages.coverage(uncovered, slice), muster);
    },
  );
}
