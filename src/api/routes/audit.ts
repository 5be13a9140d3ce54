import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { mapPage, type Page } from "../../app/served/page.ts";
import type { FoundRead } from "../../app/reads/findReads.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byDayAndRevision, cursorOf } from "../http/cursors.ts";
import { type ReadAnswer, readSchema } from "../schemas/audit.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { problems } from "../schemas/problems.ts";
import { memberId, text } from "../schemas/values.ts";
import { recordedBetween, utc } from "./eventQueries.ts";

const readsQuery = z.strictObject({
  member: memberId.optional().meta({ description: "Reads of this member, and of files and lists that name nobody." }),
  actor: text(500).optional().meta({ description: "Who read: `issuer:subject`." }),
  ...recordedBetween,
  ...paging,
});

/** Who has read whose data. */
export function addAudit(app: FastifyInstance, muster: Muster): void {
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
