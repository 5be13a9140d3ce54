import { once } from "node:events";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Client } from "./client.ts";
import { mcpServer } from "./server.ts";

/**
 * Serves one client over this process's standard input and output, until the input ends or the signal says so. Nothing
 * else may be written to the output meanwhile. What is under way then is finished, and not answered any more.
 */
export async function serveOverStdio(client: Omit<Client, "calling">, stop: AbortSignal): Promise<void> {
  const running = new Set<Promise<unknown>>();
  const calling: Client["calling"] = async (call) => {
    running.add(call);
    return call.finally(() => running.delete(call));
  };
  const served = serveStdio(() => mcpServer({ ...client, calling }), { onerror: client.onProblem });
  await Promise.race([once(process.stdin, "end"), once(process.stdin, "close"), aborted(stop)]);
  await served.close();
  await Promise.allSettled(running);
}

const aborted = (signal: AbortSignal): Promise<unknown> => (signal.aborted ? Promise.resolve() : once(signal, "abort"));
