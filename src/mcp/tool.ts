import type { McpServer } from "@modelcontextprotocol/server";
import type { z } from "zod";
import { callFunction } from "../app/functions/callFunction.ts";
import type { TeamFunction } from "../app/functions/teamFunction.ts";
import type { Client } from "./client.ts";
import { told } from "./told.ts";

/** Offers a function as a tool: a few lines for the model, and the whole answer as structured content. */
export function addTool(server: McpServer, client: Client, called: TeamFunction): void {
  const { name, title, description, input, output, hints } = called;
  const annotations = {
    title,
    readOnlyHint: hints.readOnly,
    destructiveHint: hints.destructive,
    idempotentHint: hints.idempotent,
    // Nothing but Muster's own log and tables is reached.
    openWorldHint: false,
  };
  const config = { title, description, inputSchema: unchecked(input), outputSchema: output, annotations };
  server.registerTool(name, config, async (given) => {
    try {
      const answer = await client.calling(callFunction(called, client.caller, given));
      const content = [{ type: "text" as const, text: called.inShort(answer) }];
      return { content, structuredContent: answer };
    } catch (error) {
      const { code, message, details } = told(client, error);
      const content = [{ type: "text" as const, text: `${message} (${code})` }];
      return { isError: true, content, _meta: { error: { code, message, details } } };
    }
  });
}

/** The schema as it is shown, but letting through what is wrong, so that one place refuses it, behind every door alike. */
const unchecked = (input: z.ZodObject) => ({
  "~standard": { ...input["~standard"], validate: (value: unknown) => ({ value }) },
});
