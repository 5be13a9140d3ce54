import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { CommandContext } from "../../app/commandHandler.ts";
import type { CsvImportOptions, CsvImportReport } from "../../app/csv/importCsv.ts";
import { largestCsv } from "../../app/csv/readCsv.ts";
import { newCommandId } from "../../app/ids.ts";
import type { Muster } from "../../app/muster.ts";
import { musterFor } from "../../app/serving.ts";
import { sendProblem } from "../http/answering.ts";
import { callerOf } from "../http/caller.ts";
import { onceForKey } from "../http/commanding.ts";
import { csvOf, takeCsv } from "../http/csvBody.ts";
import { commandHeaders } from "../schemas/commands.ts";
import { type ImportAnswer, importAnswer, importBody, importQuery } from "../schemas/imports.ts";
import { problems } from "../schemas/problems.ts";

/** A file of ten thousand rows takes longer than anything else that is asked for. */
const patience = 300_000;

const schema = {
  ...{ summary: "Take a file of members in, or see what would come of it", tags: ["commands"], consumes: ["text/csv"] },
  ...{ headers: commandHeaders.omit({ "if-match": true }), querystring: importQuery, body: importBody },
  response: { 200: importAnswer, ...problems },
};

/** Files of members as comma-separated values: joiners, movers and leavers. */
export function addImports(app: FastifyInstance, muster: Muster): void {
  void app.register((scope, _, done) => {
    takeCsv(scope);
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/import",
      {
        ...{ schema, bodyLimit: largestCsv.bytes, handlerTimeout: patience },
        // A file is not read for who may not import it.
        onRequest: (request, _reply, next) => {
          musterFor(muster, callerOf(request)).imports.allow();
          next();
        },
      },
      async (request, reply) => imported(request, reply, muster, request.query),
    );
    done();
  });
}

async function imported(
  request: FastifyRequest,
  reply: FastifyReply,
  muster: Muster,
  query: z.output<typeof importQuery>,
): Promise<FastifyReply> {
  const text = csvOf(request);
  const { imports } = musterFor(muster, callerOf(request));
  const { options, reason } = optionsOf(query);
  const context = (commandId: string): CommandContext => ({
    ...{ commandId, actor: callerOf(request).actor, correlationId: request.id },
    ...(reason !== undefined && { reason }),
  });
  if (options.dryRun) return reply.send(answerOf(await imports.run(text, options, context(newCommandId()))));
  // The log knows what was recorded, but not what the rows came to: the answer is kept for good.
  const done = await onceForKey(request, muster, async ({ commandId }) => ({
    ...{ status: 200, recorded: false },
    answer: answerOf(await imports.run(text, options, context(commandId))),
  }));
  if ("refused" in done) return sendProblem(reply, done.refused);
  if (done.answer.position !== null) reply.header("muster-position", done.answer.position);
  return reply.send(done.answer);
}

type Asked = { readonly options: CsvImportOptions; readonly reason: string | undefined };

const optionsOf = ({ dryRun, complete, date, newTeam, reason, ...query }: z.output<typeof importQuery>): Asked => ({
  options: { ...query, dryRun: dryRun === "true", complete: complete === "true", on: date, newTeams: newTeam },
  reason,
});

/** What is kept of an answer, so that it can be given again, names nobody: a dry run does, whose answer is not kept. */
const answerOf = ({ rows, losses, needsAcknowledgement, position, ...report }: CsvImportReport): ImportAnswer => ({
  ...report,
  rows: rows.map(({ row, memberId, team, outcome, problems: wrong, ...told }) => ({
    ...{ row, memberId, team, outcome, problems: [...wrong] },
    ...(report.dryRun && { ...told, changes: [...told.changes] }),
  })),
  losses: [...losses],
  needsAcknowledgement: [...needsAcknowledgement],
  position: position === null ? null : String(position),
});
