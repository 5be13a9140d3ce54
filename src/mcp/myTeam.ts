import { type McpServer, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { callFunction } from "../app/functions/callFunction.ts";
import { getTeamMembers } from "../app/functions/getTeamMembers.ts";
import { getTeamQueues } from "../app/functions/getTeamQueues.ts";
import type { Client } from "./client.ts";
import { told } from "./told.ts";

export const myTeamUri = "muster://my-team";

/** The caller's own team, its roster and its queues, for a client that keeps it in view. */
export function addMyTeam(server: McpServer, client: Client): void {
  const about = {
    title: "My team",
    description: "Who is on the caller's own team, and what they cover.",
    mimeType: "application/json",
  };
  server.registerResource("my-team", myTeamUri, about, async ({ href: uri }) => {
    try {
      const roster = await callFunction(getTeamMembers, client.caller, {});
      const { queues } = await callFunction(getTeamQueues, client.caller, { team: roster.team });
      const text = JSON.stringify({ ...roster, queues }, null, 2);
      return { contents: [{ uri, mimeType: about.mimeType, text }] };
    } catch (error) {
      const { code, message, details } = told(client, error);
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message, { code, details });
    }
  });
}
