import pg from "pg";

const makers = new WeakMap<pg.Pool, (config: pg.ClientConfig) => pg.Client>();

/** Every connection of a process, from its first moment on, so that all can be given up at once. */
export class Lines {
  readonly #open = new Set<pg.Client>();

  /** @param address asked at each new connection, because a server may come back elsewhere */
  pool(address: () => string, options: pg.PoolConfig): pg.Pool {
    const open = this.#open;
    class Line extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        super({ ...config, connectionString: address() });
        open.add(this);
        this.once("end", () => open.delete(this));
      }
    }
    const pool = new pg.Pool({ ...options, connectionString: address(), Client: Line });
    makers.set(pool, (config) => new Line(config));
    return pool;
  }

  /**
   * Gives up every connection, also those that are being made: whatever waits for an answer there fails now. For when
   * the other end has gone silent, which a line does not notice by itself.
   */
  cut(): void {
    for (const line of this.#open) line.connection.stream.destroy();
  }
}

/** A connection beside a pool's, to the same database, which whoever makes it opens and ends. */
export function lineBeside(pool: pg.Pool, config: pg.ClientConfig): pg.Client {
  const options = { ...pool.options, ...config };
  return makers.get(pool)?.(options) ?? new pg.Client(options);
}
