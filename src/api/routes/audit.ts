import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { mapPage, type Page } from "../../app/served/page.ts";
import type { FoundRead } from "../../app/reads/findReads.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byDayAndRevision, cursorOf } from "../http/cursors.ts";
import { ProblemError } from "../problems/problem.ts";
import { type ReadAnswer, readSchema } from "../schemas/audit.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { day, memberId, text } from "../schemas/values.ts";
import { recordedBetween, time, utc } from "./eventQueries.ts";

const readsQuery = z.strictObject({
  member: memberId.optional().meta({ description: "Reads of this member, and of files and lists that name nobody." }),
  actor: text(500).optional().meta({ description: "Who read: `issuer:subject`." }),
  ...recordedBetween,
  ...paging,
});

/** A day is from its first moment to its last, UTC. */
const moment = (timeOfDay: string) =>
  z
    .union([day.transform((on) => `${on}T${timeOfDay}Z`), time.transform((at) => new Date(at).toISOString())])
    .nullable()
    .default(null);

const exportBody = z.strictObject({
  from: moment("00:00:00.000").meta({ description: "Recorded then or later: a day or an instant, UTC." }),
  to: moment("23:59:59.999").meta({ description: "Recorded then or before." }),
  member: memberId.nullable().default(null).meta({ description: "Of this member alone; all else is there as hashes." }),
});

/** What is handed out is made as a whole before any of it is sent. */
const patience = 600_000;

/** What auditors ask for. */
export function addAudit(app: FastifyInstance, muster: Muster): void {
  addExports(app, muster);
  addReads(app, muster);
}

function addExports(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/audit/exports",
    {
      handlerTimeout: patience,
      schema: {
        summary: "Hand events out, with what proves them",
        description:
          "A tar of three files: the bundle (JSON Lines: events as they are stored, signed heads, keys), a table to read (CSV), and " +
          "a program that checks both with nothing but Node. `Content-Digest` is of the whole, `Muster-Bundle-Digest` of the bundle, " +
          "which is in the log with who took it.",
        ...{ tags: ["audit"], body: exportBody },
        response: {
          200: { content: { "application/x-tar": { schema: z.string() } }, description: "The tar." },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { from, to, member: about } = request.body;
      if (from !== null && to !== null && from > to)
        throw new ProblemError("invalid-request", "from lies after to.", { pointer: "/from" });
      const archive = await musterFor(muster, callerOf(request)).audit.archive({ from, to, about });
      const { exported, name, size, digest } = archive;
      const close = () => void archive.close();
      if (reply.raw.once("close", close).closed) close();
      reply.headers({
        ...{ "content-type": "application/x-tar", "content-length": size },
        "content-disposition": `attachment; filename="${name}"`,
        ...{ "content-digest": `sha-256=:${digest}:`, "muster-bundle-digest": exported.digest },
        "muster-unsigned-events": exported.unsigned,
      });
      // The type of the answer is that of its description; what is sent is the stream of it.
      return reply.send(Readable.from(archive.content) as never);
    },
  );
}

function addReads(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/audit/reads",
    {
      schema: {
        summary: "What auditors and administrators have read of whom",
        description: "Recorded where MUSTER_RECORD_READS says so. In the order in which it was recorded.",
        ...{ tags: ["audit"], querystring: readsQuery },
        response: { 200: listOf(readSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { member, actor, from, until, limit } = request.query;
      const [day, revision] = (await cursorOf(request, byDayAndRevision, muster)) ?? [];
      const after = day === undefined ? undefined : { day, revision: BigInt(revision ?? "0") };
      const { reads, next } = await musterFor(muster, callerOf(request)).audit.reads(
        { memberId: member, actor, from: utc(from), until: utc(until) },
        { after, limit },
      );
      const page: Page<FoundRead> = { items: reads, next: next && [next.day, String(next.revision)] };
      return answerPage(request, reply, mapPage(page, readAnswer), muster);
    },
  );
}

const readAnswer = ({ position, recordedAt, actor, what, asked, memberIds, others, names }: FoundRead): ReadAnswer => ({
  ...{ position: String(position), recordedAt, actor: { ...actor }, what, asked: { ...asked } },
  ...{ memberIds: [...memberIds], others, names },
});
