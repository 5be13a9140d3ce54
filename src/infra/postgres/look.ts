import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** Whether a server answers, asked on a connection of its own. */
export type Look = {
  /** @throws where it does not answer in time, or says that it serves nobody now */
  look(): Promise<void>;
  close(): void;
};

// Connection refused by the server, stopped by an operator, starting up, out of memory or disk.
const away = /^(08|57P|58)/;

/**
 * Asks the least question there is. Any answer is one, also a refusal for a reason that does not pass: whoever asks
 * something real is told it.
 */
export function postgresLook(address: () => string, limitMs: number): Look {
  let line: pg.Client | undefined;
  const drop = (): void => {
    line?.connection.stream.destroy();
    line = undefined;
  };

  async function ask(): Promise<void> {
    const before = line;
    try {
      line ??= await connected(address(), (made) => (line = made));
      await line.query("select 1");
    } catch (error) {
      drop();
      // That one connection has ended says little.
      if (before) return ask();
      if (!(error instanceof pg.DatabaseError) || away.test(error.code ?? "")) throw error;
    }
  }

  return {
    async look() {
      const asked = ask();
      asked.catch(() => undefined);
      const late = sleep(limitMs, "late", { ref: false })
        // Where this process was busy, the answer may be there already, and only not read.
        .then((word) => sleep(25, word, { ref: false }));
      if ((await Promise.race([asked, late])) !== "late") return;
      drop();
      throw new Error(`The database did not answer for ${limitMs} ms.`);
    },
    close: drop,
  };
}

async function connected(connectionString: string, begun: (line: pg.Client) => void): Promise<pg.Client> {
  const made = new pg.Client({ connectionString, application_name: "muster-look" });
  made.on("error", () => undefined);
  begun(made);
  await made.connect();
  return made;
}
