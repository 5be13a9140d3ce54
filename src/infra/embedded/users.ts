import { timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { KeeperMessage } from "./record.ts";

const lingerMs = 1_500;
const admissionMs = 5_000;

/**
 * Those who use the server now: one open loopback connection each, which the operating system closes when its process
 * ends in whatever way. `idle` resolves once there has been no user for a second and a half, so that one command after
 * another finds the server up.
 */
export class Users {
  readonly idle: Promise<void>;
  readonly #server: Server;
  readonly #token: Buffer;
  readonly #admitted = new Set<Socket>();
  #news: KeeperMessage = { type: "starting" };
  #becomeIdle: () => void = () => undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(token: string) {
    this.#token = Buffer.from(token);
    this.idle = new Promise((resolve) => (this.#becomeIdle = resolve));
    this.#server = createServer((socket) => this.#greet(socket));
    this.#lingerOn();
  }

  /** Opens the door on a free loopback port, which it answers. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The keeper has no port.");
    return address.port;
  }

  tell(message: KeeperMessage): void {
    this.#news = message;
    for (const socket of this.#admitted) send(socket, message);
  }

  close(): void {
    clearTimeout(this.#linger);
    this.#server.close();
    for (const socket of this.#admitted) socket.end();
  }

  #greet(socket: Socket): void {
    let heard = Buffer.alloc(0);
    const wait = setTimeout(() => socket.destroy(), admissionMs);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => clearTimeout(wait));
    socket.on("data", (chunk) => {
      if (this.#admitted.has(socket)) return;
      heard = Buffer.concat([heard, chunk]);
      if (heard.length < this.#token.length) return;
      clearTimeout(wait);
      if (heard.length === this.#token.length && timingSafeEqual(heard, this.#token)) this.#admit(socket);
      else socket.destroy();
    });
  }

  #admit(socket: Socket): void {
    this.#admitted.add(socket);
    clearTimeout(this.#linger);
    socket.on("close", () => {
      this.#admitted.delete(socket);
      if (this.#admitted.size === 0) this.#lingerOn();
    });
    send(socket, this.#news);
  }

  #lingerOn(): void {
    this.#linger = setTimeout(this.#becomeIdle, lingerMs);
  }
}

const send = (socket: Socket, message: KeeperMessage): void => {
  socket.write(`${JSON.stringify(message)}\n`);
};
