import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { KeeperMessage, KeeperRecord } from "./record.ts";
import { EmbeddedUnavailable } from "./unavailable.ts";

const greetingMs = 3_000;

/** An open connection to a keeper whose server is ready. As long as it is open, the server runs. */
export type KeeperLine = {
  readonly url: string;
  /** Resolves when the line is closed, from whichever end; with the reason where the keeper has given up. */
  readonly ended: Promise<string | undefined>;
  hangUp(): Promise<void>;
};

export type Patience = { readonly ms: number; readonly holdsProcess: boolean };

/**
 * Connects to a keeper and waits until its server is ready.
 * @param patience for how long, once it has answered, and whether the wait keeps this process from ending.
 * @returns `undefined` where none answers, or it goes before its server is ready: look again.
 * @throws {EmbeddedUnavailable} where the keeper says why there is no server.
 */
export const askKeeper = async (record: KeeperRecord, patience: Patience): Promise<KeeperLine | undefined> => {
  const socket = connect({ host: "127.0.0.1", port: record.port });
  if (!patience.holdsProcess) socket.unref();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => socket.destroy());
  socket.write(record.token);
  const next = messagesOf(socket);
  // What listens there now may be a stranger to whom the port has passed, and who says nothing.
  let message = await within(greetingMs, socket, next());
  while (message?.type === "starting") message = await within(patience.ms, socket, next());
  if (message?.type !== "ready") {
    socket.destroy();
    if (message?.type === "failed") throw new EmbeddedUnavailable(message.reason);
    return undefined;
  }
  socket.unref();
  const { url } = message;
  const ended = hearOut(socket, next, url);
  return { url, ended, hangUp: () => hangUp(socket, closed) };
};

type Next = () => Promise<KeeperMessage | undefined>;

const messagesOf = (socket: Socket): Next => {
  const reader = createInterface({ input: socket });
  // A reader waits for the end of its input, which a socket that breaks does not announce.
  socket.once("close", () => reader.close());
  const lines = reader[Symbol.asyncIterator]();
  return async () => {
    try {
      const line = await lines.next();
      return line.done === true ? undefined : (JSON.parse(line.value) as KeeperMessage);
    } catch {
      return undefined;
    }
  };
};

const within = async <Value>(ms: number, socket: Socket, value: Promise<Value>): Promise<Value> => {
  const timer = setTimeout(() => socket.destroy(), ms);
  try {
    return await value;
  } finally {
    clearTimeout(timer);
  }
};

// A server that was killed comes back, mostly at the same port, and then nothing has changed for us.
const hearOut = async (socket: Socket, next: Next, url: string): Promise<string | undefined> => {
  for (let message = await next(); message !== undefined; message = await next()) {
    if (message.type === "failed") return message.reason;
    if (message.type === "ready" && message.url !== url) socket.destroy();
  }
  return undefined;
};

const hangUp = async (socket: Socket, closed: Promise<void>): Promise<void> => {
  socket.ref();
  socket.destroy();
  await closed;
};
