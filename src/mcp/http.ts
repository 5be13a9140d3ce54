import type { IncomingMessage } from "node:http";
import { toWebRequest } from "@modelcontextprotocol/node";
import { type AuthInfo, createMcpHandler } from "@modelcontextprotocol/server";
import type { Caller } from "../app/functions/callFunction.ts";
import type { Client } from "./client.ts";
import { mcpServer } from "./server.ts";

/** What came in, and from whom: `body` is the JSON that was read already; the signal tells that nobody waits any more. */
export type McpRequest = {
  readonly request: IncomingMessage;
  readonly body: unknown;
  readonly caller: Caller;
  readonly signal: AbortSignal;
};

export type McpOverHttp = {
  answer(asked: McpRequest): Promise<Response>;
  /** Ends what is open. */
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
  return {
    async answer({ request, body, caller, signal }) {
      const asked = await toWebRequest(request as Incoming, body, { signal });
      const authInfo: AuthInfo = { token: "", clientId: caller.principal.actor.subject, scopes: [], extra: { caller } };
      return handler.fetch(asked, { authInfo, ...(body !== undefined && { parsedBody: body }) });
    },
    close: () => handler.close(),
  };
}

/** A request that a server got has both. */
type Incoming = IncomingMessage & { readonly method: string; readonly url: string };

function clientOf(authInfo: AuthInfo | undefined): Omit<Client, "onProblem"> {
  // What was put there above; the library hands it through.
  const caller = authInfo?.extra?.["caller"] as Caller | undefined;
  if (!caller) throw new Error("A request has come without its caller.");
  return { caller, calling: (call) => call };
}
