import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { type AuthInfo, createMcpHandler } from "@modelcontextprotocol/server";
import type { Caller } from "../app/functions/callFunction.ts";
import type { Client } from "./client.ts";
import { mcpServer } from "./server.ts";

/** What came in, for whom: `body` is the JSON that was read already. */
export type McpRequest = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: unknown;
  readonly caller: Caller;
};

/** A request that a server got has both. */
type Incoming = IncomingMessage & { readonly method: string; readonly url: string };

export type McpOverHttp = {
  /** Answers one request of whoever was recognised; the response is the handler's from then on. */
  handle(asked: McpRequest): Promise<void>;
  close(): Promise<void>;
};

/**
 * Streamable HTTP, each request on its own: of clients that speak the stateless specification (2026-07-28), and of
 * those of 2025-11-25, who get no session. Who calls is the door's to find out, and to refuse.
 */
export function mcpOverHttp(onProblem: (problem: unknown) => void): McpOverHttp {
  const handler = createMcpHandler(({ authInfo }) => mcpServer({ ...clientOf(authInfo), onProblem }), {
    onerror: onProblem,
  });
  const answer = toNodeHandler(handler, { onerror: onProblem });
  return {
    async handle({ request, response, body, caller }) {
      const auth: AuthInfo = { token: "", clientId: caller.principal.actor.subject, scopes: [], extra: { caller } };
      await answer(Object.assign(request as Incoming, { auth }), response, body);
    },
    close: () => handler.close(),
  };
}

function clientOf(authInfo: AuthInfo | undefined): Omit<Client, "onProblem"> {
  // What was put there above; the library hands it through.
  const caller = authInfo?.extra?.["caller"] as Caller | undefined;
  if (!caller) throw new Error("A request has come without its caller.");
  return { caller, local: false, calling: (call) => call };
}
