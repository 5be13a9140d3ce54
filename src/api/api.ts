import type { FastifyInstance } from "fastify";
import type { Authenticate } from "../app/access/authentication.ts";
import { shared } from "../app/health/shared.ts";
import type { Muster } from "../app/muster.ts";
import type { RequestWatch } from "../app/ports/requestWatch.ts";
import type { Tracing } from "../app/ports/tracing.ts";
import { addDocumentation } from "./documentation.ts";
import { authenticating } from "./http/caller.ts";
import { endLingering } from "./http/lingering.ts";
import { takeJson } from "./http/json.ts";
import { answerNotFound } from "./http/notFound.ts";
import { addSafeHeaders } from "./http/safeHeaders.ts";
import { recordReads } from "./http/recordReads.ts";
import { waitForPosition } from "./http/waiting.ts";
import { refuseWhileClosing } from "./http/closing.ts";
import { traceRequests } from "./http/tracing.ts";
import { watchRequests } from "./http/watching.ts";
import { limitAddresses, limitCallers, type Limits } from "./limits.ts";
import { addProblemPages } from "./problems/pages.ts";
import { addAssistant } from "./routes/assistant.ts";
import { addFunctionCalls } from "./routes/functionCalls.ts";
import { addAnalytics } from "./routes/analytics.ts";
import { addAssignmentCommands } from "./routes/assignmentCommands.ts";
import { addAudit } from "./routes/audit.ts";
import { addChanges } from "./routes/changes.ts";
import { addCommandLists } from "./routes/commandLists.ts";
import { addEventQueries } from "./routes/eventQueries.ts";
import { addForgetting } from "./routes/forgetting.ts";
import { addLedgerKeys } from "./routes/ledgerKeys.ts";
import { addImports } from "./routes/imports.ts";
import { addHealth } from "./routes/health.ts";
import { addMemberCommands } from "./routes/memberCommands.ts";
import { addMemberQueries } from "./routes/memberQueries.ts";
import { addMetrics, type MetricsText } from "./routes/metrics.ts";
import { addQueueCommands } from "./routes/queueCommands.ts";
import { addScheduledChanges } from "./routes/scheduledChanges.ts";
import { addRetention } from "./routes/retention.ts";
import { addUndoing } from "./routes/undoing.ts";
import { addQueueQueries } from "./routes/queueQueries.ts";
import { addTicketQueries } from "./routes/ticketQueries.ts";
import { addTeamQueries } from "./routes/teamQueries.ts";
import { type Patience, server, usualPatience } from "./server.ts";

/**
 * What the API rests upon.
 * @property authenticate finds out who asks; every address under /v1 asks it first
 * @property version of Muster, for the API's description
 * @property limits absent where anyone may ask as often as they like
 * @property trustedProxies whose word is taken for where a request comes from; otherwise it comes from who sends it
 * @property patience how long a request may take to come in, and its answer to be made, in milliseconds
 * @property metrics shown at /metrics; there is no such address without
 * @property watch told of every request
 * @property tracing absent where no traces are sent
 * @property unexpected told of what is our own fault, which the answer does not say
 */
export type ApiParts = {
  readonly muster: Muster;
  readonly authenticate: Authenticate;
  readonly version: string;
  readonly limits?: Limits | undefined;
  readonly trustedProxies?: readonly string[] | undefined;
  readonly patience?: Patience | undefined;
  readonly metrics?: MetricsText | undefined;
  readonly watch?: RequestWatch | undefined;
  readonly tracing?: Pick<Tracing, "request"> | undefined;
  readonly unexpected?: (error: unknown, correlationId: string) => void;
};

/** The HTTP server, which does not listen yet. */
export async function api(parts: ApiParts): Promise<FastifyInstance> {
  const app = server(parts);
  endLingering(app, (parts.patience ?? usualPatience).receiving);
  if (parts.tracing) traceRequests(app, parts.tracing);
  if (parts.watch) watchRequests(app, parts.watch);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-correlation-id", request.id);
    done();
  });
  refuseWhileClosing(app);
  await addSafeHeaders(app);
  if (parts.limits) await limitAddresses(app, parts.limits);
  takeJson(app);
  answerNotFound(app);
  await addDocumentation(app, parts.version);
  addProblemPages(app);
  addOperations(app, parts);
  addLedgerKeys(app, parts.muster);
  await app.register(
    (v1, _, done) => {
      addRoutes(v1, parts);
      done();
    },
    { prefix: "/v1" },
  );
  await app.register((door, _, done) => {
    addAssistantFor(door, parts);
    done();
  });
  return app;
}

/** However many ask how Muster is, it looks twice a second at most. */
function addOperations(app: FastifyInstance, { muster, metrics, authenticate }: ApiParts): void {
  addHealth(
    app,
    shared(() => muster.health(), 500),
  );
  if (metrics) addMetrics(app, metrics, authenticate);
}

function addAssistantFor(door: FastifyInstance, { muster, authenticate, limits, unexpected }: ApiParts): void {
  authenticating(door, authenticate);
  if (limits) limitCallers(door, limits);
  addAssistant(door, { muster, onProblem: (problem) => unexpected?.(problem, "mcp") });
}

function addRoutes(v1: FastifyInstance, { muster, authenticate, limits }: ApiParts): void {
  authenticating(v1, authenticate);
  if (limits) limitCallers(v1, limits);
  waitForPosition(v1, muster);
  recordReads(v1, muster);
  v1.addHook("onSend", (_, reply, payload, done) => {
    // What a caller may see is theirs alone, and may be otherwise the next moment.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    done(null, payload);
  });
  const added = [
    ...[addMemberCommands, addAssignmentCommands, addQueueCommands, addCommandLists, addImports],
    ...[addMemberQueries, addTeamQueries, addQueueQueries, addEventQueries, addTicketQueries, addAnalytics],
    ...[addFunctionCalls, addAudit, addScheduledChanges, addUndoing, addForgetting, addRetention],
  ];
  for (const add of added) add(v1, muster);
  addChanges(v1, { muster, authenticate });
}
