import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { HeadFile } from "../../app/ports/headSink.ts";
import { unwritable } from "./diskErrors.ts";
import { syncFolder } from "./replaceWhole.ts";

/** More than two lines of a head. */
const tailBytes = 4_096;
const chunkBytes = 1 << 16;
const lineEnd = 0x0a;

/** A file of signed heads, a line each, that only grows: it may be made append-only (`chattr +a`). */
export const headFile = (path: string): HeadFile => ({
  place: path,
  append: (line) => append(path, line),
  last: () => last(path),
  lines: () => lines(path),
});

async function append(path: string, line: string): Promise<void> {
  try {
    const made = !existsSync(path);
    const file = await open(path, "a+", 0o600);
    try {
      // What a crash has left unfinished stays as a line that is none.
      const torn = (await readTail(file)).at(-1);
      await file.appendFile(`${torn === undefined || torn === lineEnd ? "" : "\n"}${line}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (made) await syncFolder(dirname(path));
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function last(path: string): Promise<string | undefined> {
  const file = await openThere(path);
  if (!file) return undefined;
  try {
    const tail = await readTail(file);
    const end = tail.lastIndexOf(lineEnd);
    return end < 0 ? undefined : tail.subarray(end === 0 ? 0 : tail.lastIndexOf(lineEnd, end - 1) + 1, end).toString();
  } finally {
    await file.close();
  }
}

/** As far as the file goes now. */
async function* lines(path: string): AsyncGenerator<string> {
  const file = await openThere(path);
  if (!file) return;
  try {
    const { size } = await file.stat();
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; at < size;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(chunkBytes, size - at)), { position: at });
      if (bytesRead === 0) return;
      at += bytesRead;
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let end; (end = rest.indexOf(lineEnd)) >= 0; rest = rest.subarray(end + 1))
        yield rest.subarray(0, end).toString();
    }
  } finally {
    await file.close();
  }
}

type Opened = Awaited<ReturnType<typeof open>>;

async function openThere(path: string): Promise<Opened | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function readTail(file: Opened): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.min(size, tailBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), { position: size - length });
  return buffer.subarray(0, bytesRead);
}
