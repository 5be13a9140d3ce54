import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Random } from "./random.ts";

export type Target = { readonly host: string; readonly port: number };

/** A line to a server that can fail as lines do. It starts whole. */
export type TcpProxy = {
  readonly port: number;
  /**
   * What is sent arrives, and the answers are lost: from now on, or from when the client sends a text on. New
   * connections get no answer either.
   */
  mute(from?: string): void;
  /** Ends every connection at once. Those made from now on are refused too, until `mend`. */
  cut(): void;
  /** Lets new connections work. Those that have lost something end, for nothing sound can follow on them. */
  mend(): void;
  /** Ends every connection, and lets new ones work. */
  drop(): void;
  /** Delivers in pieces of random size, and cuts a connection with this probability before each. */
  shake(random: Random, cutting: number): void;
  close(): Promise<void>;
};

type Line = { readonly client: Socket; readonly server: Socket };

/** A proxy on a free loopback port in front of a server. */
export async function startTcpProxy(target: Target): Promise<TcpProxy> {
  const lines = new Set<Line>();
  const broken = new Set<Line>();
  let muted = false;
  let mutingFrom: string | undefined;
  let refusing = false;
  let shaking: { readonly random: Random; readonly cutting: number } | undefined;

  const end = (line: Line) => {
    lines.delete(line);
    broken.delete(line);
    line.client.destroy();
    line.server.destroy();
  };

  const deliver = (line: Line, to: Socket, chunk: Buffer) => {
    if (!shaking) {
      to.write(chunk);
      return;
    }
    const { random, cutting } = shaking;
    for (let from = 0; from < chunk.length;) {
      if (random.chance(cutting)) {
        end(line);
        return;
      }
      const until = from + 1 + random.below(chunk.length - from);
      to.write(chunk.subarray(from, until));
      from = until;
    }
  };

  const listener = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const line: Line = { client, server: connect(target) };
    lines.add(line);
    line.server.setNoDelay(true);
    client.setNoDelay(true);
    client.on("data", (chunk) => {
      if (mutingFrom !== undefined && chunk.includes(mutingFrom)) muted = true;
      deliver(line, line.server, chunk);
    });
    line.server.on("data", (chunk) => {
      if (muted) broken.add(line);
      else deliver(line, client, chunk);
    });
    for (const socket of [client, line.server]) socket.on("error", () => end(line)).on("close", () => end(line));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));

  const drop = () => lines.forEach(end);
  return {
    port: (listener.address() as AddressInfo).port,
    mute(from) {
      mutingFrom = from;
      muted = from === undefined;
    },
    cut() {
      refusing = true;
      drop();
    },
    mend() {
      muted = refusing = false;
      mutingFrom = undefined;
      shaking = undefined;
      broken.forEach(end);
    },
    drop,
    shake: (random, cutting) => (shaking = { random, cutting }),
    close: () =>
      new Promise((resolve) => {
        drop();
        listener.close(() => resolve());
      }),
  };
}
