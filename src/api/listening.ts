import type { FastifyInstance } from "fastify";

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
  const address = await app.listen({ host, port, listenTextResolver: (text) => text });
  return {
    address,
    async close() {
      const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(late);
      }
    },
  };
}
