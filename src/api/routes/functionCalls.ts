import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Call, type Caller, callFunction } from "../../app/functions/callFunction.ts";
import type { TeamFunction } from "../../app/functions/teamFunction.ts";
import { teamFunctions } from "../../app/functions/teamFunctions.ts";
import type { Muster } from "../../app/muster.ts";
import { callerOf } from "../http/caller.ts";
import { expectedRevision } from "../http/conditions.ts";
import { onceForKey } from "../http/commanding.ts";
import { tellSource } from "../http/fromFile.ts";
import { sendProblem } from "../http/answering.ts";
import { commandHeaders } from "../schemas/commands.ts";
import { problems } from "../schemas/problems.ts";

/** The functions by their names, for who would rather call one than learn the addresses of things. */
export function addFunctionCalls(app: FastifyInstance, muster: Muster): void {
  for (const each of teamFunctions) addFunctionCall(app, muster, each);
}

function addFunctionCall(app: FastifyInstance, muster: Muster, called: TeamFunction): void {
  const { name, title, description, input, output, hints } = called;
  const schema = {
    summary: title,
    description,
    tags: ["functions"],
    body: input,
    response: { 200: output, ...problems },
  };
  app.post(
    `/functions/${name}`,
    { schema: hints.readOnly ? schema : { ...schema, headers: commandHeaders } },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const run = (call: Call): Promise<object> => callFunction(called, callerBy(request, muster), request.body, call);
      if (hints.readOnly) {
        const answer = await run({});
        tellSource(reply, answer);
        return answer;
      }
      const expected = expectedRevision(request);
      const done = await onceForKey(request, muster, async (running) => {
        const answer = await run({ ...running, ...(expected !== undefined && { expectedRevision: expected }) });
        return { status: 200, answer: withoutPerson(answer), recorded: isRecorded(answer) };
      });
      return "refused" in done ? sendProblem(reply, done.refused) : reply.send(done.answer);
    },
  );
}

const isRecorded = (answer: object): boolean =>
  ("changed" in answer && answer.changed === true) || "scheduled" in answer;

/** What is kept of an answer, so that it can be given again, has nothing of a person in it. */
const withoutPerson = (answer: object): object =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => name !== "member"));

const callerBy = (request: FastifyRequest, muster: Muster): Caller => ({
  principal: callerOf(request),
  muster: () => Promise.resolve(muster),
  fallback: () => muster.fallback(),
  correlationId: request.id,
});
