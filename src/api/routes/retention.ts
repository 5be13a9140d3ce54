import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import type { RetentionList } from "../../app/retention/listing.ts";
import type { RetentionRun } from "../../app/retention/run.ts";
import { retentionDesk } from "../../app/served/retentionDesk.ts";
import { sendProblem } from "../http/answering.ts";
import { callerOf } from "../http/caller.ts";
import { contextOf, onceForKey } from "../http/commanding.ts";
import { commandHeaders } from "../schemas/commands.ts";
import { problems } from "../schemas/problems.ts";
import { retentionRunSchema, retentionSchema } from "../schemas/retention.ts";
import { reason } from "../schemas/values.ts";

/** Who is kept no longer, and their sealing. */
export function addRetention(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/retention",
    {
      schema: {
        summary: "Whose retention is over, whom legal holds keep, and when the next one is",
        ...{ tags: ["retention"], querystring: z.strictObject({}), response: { 200: retentionSchema, ...problems } },
      },
    },
    async (request) => listAnswer(await retentionDesk(muster, callerOf(request)).list()),
  );
  addRun(app, muster);
}

function addRun(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/retention/run",
    {
      schema: {
        summary: "Seal whose retention is over",
        description:
          "Each is written into an archive on this machine; what is left in the log cannot change any more. `dryRun` only lists. " +
          "What a run that was interrupted has left is finished by the next one.",
        ...{ tags: ["retention"], headers: commandHeaders },
        body: z.strictObject({ dryRun: z.boolean().default(false), reason }),
        response: { 200: runOrPlan, ...problems },
      },
    },
    async (request, reply) => {
      const retention = retentionDesk(muster, callerOf(request));
      const { dryRun, reason: told } = request.body;
      const { correlationId } = contextOf(request);
      const by = { ...(told !== undefined && { reason: told }), ...(correlationId !== undefined && { correlationId }) };
      const done = await onceForKey(request, muster, async () => {
        const answer: z.input<typeof runOrPlan> = dryRun
          ? { dryRun: true, ...listAnswer(await retention.plan()) }
          : runAnswer(await retention.run(by));
        return { status: 200, answer, recorded: !dryRun };
      });
      if ("refused" in done) return sendProblem(reply, done.refused);
      return reply.send(done.answer);
    },
  );
}

const dryRunSchema = retentionSchema.extend({ dryRun: z.literal(true) }).meta({ id: "RetentionDryRun" });
const runOrPlan = z.union([retentionRunSchema, dryRunSchema]);

const listAnswer = ({ due, held, awaited, ...list }: RetentionList) => ({
  ...list,
  ...{
    due: [...due],
    held: held.map(({ holds, ...member }) => ({ ...member, holds: [...holds] })),
    awaited: [...awaited],
  },
});

const runAnswer = ({ archives: _, position, sealed, finished, skipped, problems: told, ...list }: RetentionRun) => {
  const { due: __, ...standing } = listAnswer({ ...list, due: [] });
  return {
    ...{ dryRun: false as const, position: String(position), ...standing },
    sealed: sealed.map(({ path: ___, ...member }) => member),
    finished: finished.map(({ memberId, digest }) => ({ memberId, digest })),
    ...{ skipped: [...skipped], problems: [...told] },
  };
};
