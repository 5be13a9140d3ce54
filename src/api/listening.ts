import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How often a server that stops looks for lines on which nothing is under way. */
const looksMs = 25;

/**
 * Where a server listens.
 * @property graceMs how long requests that are under way may take to end when the server stops
 */
export type ListenAt = { readonly host: string; readonly port: number; readonly graceMs?: number };

/** A server that takes requests. */
export type Listening = {
  /** Such as `http://127.0.0.1:8420`. */
  readonly address: string;
  /** Takes no more requests, lets those under way finish for so long, and cuts off the rest. */
  close(): Promise<void>;
};

export async function listen(app: FastifyInstance, { host, port, graceMs = 10_000 }: ListenAt): Promise<Listening> {
  const lines = openLines(app);
  const address = await app.listen({ host, port, listenTextResolver: (text) => text });
  return {
    address,
    async close() {
      const looking = setInterval(() => endIdle(app, lines), looksMs);
      const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearInterval(looking);
        clearTimeout(late);
      }
    },
  };
}

function openLines({ server }: FastifyInstance): ReadonlySet<Socket> {
  const lines = new Set<Socket>();
  server.on("connection", (line: Socket) => {
    lines.add(line);
    line.once("close", () => lines.delete(line));
  });
  return lines;
}

/** Node takes a line on which nothing was ever sent for one with a request under way: clients open some to spare. */
function endIdle({ server }: FastifyInstance, lines: Iterable<Socket>): void {
  server.closeIdleConnections();
  for (const line of lines) if (line.bytesRead === 0) line.destroy();
}
