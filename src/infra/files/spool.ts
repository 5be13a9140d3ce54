import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { MakeSpool } from "../../app/ports/spool.ts";

const flushAt = 1 << 20;

/** In a file of a folder that loses its name at once, so that a process that dies leaves nothing behind. */
export const spoolIn =
  (folder: string): MakeSpool =>
  async () => {
    const path = join(folder, `spool-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600);
    await rm(path);
    let [held, size, waiting] = [[] as string[], 0, 0];
    const flush = async () => {
      const text = held.join("");
      [held, waiting] = [[], 0];
      await file.appendFile(text);
    };
    return {
      async write(text) {
        held.push(text);
        size += Buffer.byteLength(text);
        waiting += text.length;
        if (waiting >= flushAt) await flush();
      },
      size: () => size,
      async *read() {
        await flush();
        yield* file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Uint8Array>;
      },
      close: () => file.close(),
    };
  };
