import type { FastifyReply, FastifyRequest } from "fastify";
import { AccessDenied } from "../../app/access/access.ts";
import { AuthenticationUnavailable } from "../../app/access/failures.ts";
import type { CommandContext } from "../../app/commandHandler.ts";
import type { Outcome } from "../../app/outcome.ts";
import { newCommandId } from "../../app/ids.ts";
import type { Muster } from "../../app/muster.ts";
import { noStream } from "../../app/ports/eventLog.ts";
import { type Answered, KeyInUse, onceOnly, type Running } from "../../app/onceOnly.ts";
import { musterFor, type ServedMuster } from "../../app/serving.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import { ProblemError, type Refused } from "../problems/problem.ts";
import { problemOf } from "../problems/problemOf.ts";
import type { CommandAnswer } from "../schemas/commands.ts";
import { sendProblem } from "./answering.ts";
import { callerOf } from "./caller.ts";
import { etagOf, expectedRevision } from "./conditions.ts";
import { idempotencyKey } from "./idempotencyKey.ts";

type Change = (muster: ServedMuster, context: CommandContext) => Promise<Outcome>;

/** `recorded` says that the log has it. */
type Done<Answer> = { readonly status: number; readonly answer: Answer; readonly recorded: boolean };
/** What a command comes to: its answer, or why not. The first answer to a key is the answer to each repetition. */
type Reply<Answer> = Done<Answer> | { readonly refused: Refused };

/** Runs a change for the caller, once for each key, and answers with what came of it. */
export async function command(request: FastifyRequest, reply: FastifyReply, muster: Muster, change: Change) {
  const caller = callerOf(request);
  const context = contextOf(request);
  const run = async (running: Running): Promise<Done<CommandAnswer>> =>
    done(await recalling(muster, running, () => change(musterFor(muster, caller), { ...context, ...running })));
  return send(reply, await onceForKey(request, muster, run));
}

/** What was recorded before is the answer, even where the request's words would be refused by now. */
async function recalling(
  muster: Pick<Muster, "recall">,
  { commandId, repeated }: Running,
  change: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await change();
  } catch (error) {
    const before = repeated && error instanceof Rejection ? await muster.recall(commandId) : undefined;
    if (before === undefined) throw error;
    return before;
  }
}

function done(outcome: Outcome): Done<CommandAnswer> {
  const { events, scheduled } = outcome;
  const created = events.some(({ type }) => creating.has(type));
  const status = scheduled ? 202 : created ? 201 : 200;
  return { status, answer: told(outcome), recorded: events.length > 0 || scheduled !== undefined };
}

/** Runs a change under an id of its own, once for each key that the caller gives. */
export async function onceForKey<Answer>(
  request: FastifyRequest,
  { answers }: Pick<Muster, "answers">,
  change: (running: Running) => Promise<Done<Answer>>,
): Promise<Reply<Answer>> {
  const run = (running: Running) => settled(request, () => change(running));
  const key = idempotencyKey(request);
  if (key === undefined) return (await run({ commandId: newCommandId(), repeated: false })).answer;
  const asked = { method: request.method, url: request.url, body: request.body };
  try {
    return await onceOnly(answers, { actor: callerOf(request).actor, key, asked }, run);
  } catch (error) {
    if (!(error instanceof KeyInUse)) throw error;
    if (error.by === "other-request") throw new ProblemError("key-reused", error.message);
    throw new ProblemError("still-running", error.message, { headers: { "retry-after": "1" } });
  }
}

/** A change that a request asks for: by whom, why, and upon which state. */
export function contextOf(request: FastifyRequest): Omit<CommandContext, "commandId"> {
  const expected = expectedRevision(request);
  const { reason } = request.body as { readonly reason?: string };
  return {
    ...{ actor: callerOf(request).actor, correlationId: request.id },
    ...(reason !== undefined && { reason }),
    ...(expected !== undefined && { expectedRevision: expected }),
  };
}

/** A refusal by a rule is an answer and stays it; what may be otherwise next time is none, and goes on. */
async function settled<Answer>(
  request: FastifyRequest,
  change: () => Promise<Done<Answer>>,
): Promise<Answered<Reply<Answer>>> {
  try {
    const answer = await change();
    return { answer, keep: answer.recorded ? "while-it-goes-well" : "lasting" };
  } catch (error) {
    const refused = problemOf(error, request.body);
    if (passing(error, refused)) throw error;
    return { answer: { refused }, keep: "lasting" };
  }
}

const passing = (error: unknown, { problem }: Refused): boolean =>
  problem.status >= 500 ||
  // A part of it is recorded, and the same again finishes it.
  (problem.code === "import-refused" && Number(problem.details?.["recorded"] ?? 0) > 0) ||
  problem.code === "stream-conflict" ||
  error instanceof AccessDenied ||
  error instanceof AuthenticationUnavailable;

const creating: ReadonlySet<string> = new Set(["MemberRegistered", "QueueOpened", "QueueAssigned"]);

const told = ({ id, revision, position, events, scheduled }: Outcome): CommandAnswer => ({
  // Of who is yet to come there is nothing.
  ...{ id, revision: revision === noStream ? null : String(revision), position: String(position) },
  events: events.map(({ eventId, type, effectiveOn }) => ({ eventId, type, effectiveOn })),
  ...(scheduled && { scheduled }),
});

function send(reply: FastifyReply, done: Reply<CommandAnswer>): FastifyReply {
  if ("refused" in done) return sendProblem(reply, done.refused);
  const { status, answer } = done;
  const { events, scheduled, revision, position } = answer;
  const [first] = events;
  if (first?.type === "MemberRegistered") reply.header("location", `/v1/members/${answer.id}`);
  if (first?.type === "QueueOpened") reply.header("location", `/v1/queues/${answer.id}`);
  if (scheduled) reply.header("location", `/v1/scheduled/${scheduled.changeId}`);
  if (revision !== null) reply.header("etag", etagOf(revision));
  return reply.code(status).headers({ "muster-position": position, "cache-control": "no-store" }).send(answer);
}
