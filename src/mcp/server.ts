import { McpServer } from "@modelcontextprotocol/server";
import { assistantFunctions } from "../app/functions/assistantFunctions.ts";
import { teamFunctions } from "../app/functions/teamFunctions.ts";
import { version } from "../version.ts";
import type { Client } from "./client.ts";
import { addMyTeam } from "./myTeam.ts";
import { addTool } from "./tool.ts";

const instructions = `Muster is the system of record for who is on a team and which queues they cover. Ask it; never guess.
"My team" needs no argument: the caller's own team is known. Members are named by email address, id or full name, queues by name.
Dates are days (YYYY-MM-DD); a change for a later day than today is scheduled and holds from then on. Before anything that ends or removes something, ask the user.
A refusal says what to do; what it asks to accept is for the user to accept.`;

/** A server of the functions and what is beside them for one client: as tools, and `muster://my-team` as a resource. */
export function mcpServer(client: Client): McpServer {
  const server = new McpServer(
    { name: "muster", title: "Muster", version: version() },
    { instructions, capabilities: { tools: { listChanged: false }, resources: { listChanged: false } } },
  );
  for (const each of [...teamFunctions, ...assistantFunctions]) addTool(server, client, each);
  addMyTeam(server, client);
  return server;
}
