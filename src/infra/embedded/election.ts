import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedFiles } from "./files.ts";
import { readLiveRecord } from "./record.ts";
import { EmbeddedUnavailable, sentenceOf } from "./unavailable.ts";

const patienceMs = 10_000;
const sqliteBusy = 5;
// SQLite opens no path of more than 512 bytes.
const longestFolder = 480;

// What holds the office. Were it garbage, it would be collected, and the office be free.
let insignia: DatabaseSync | Server | undefined;

/**
 * Makes this process the keeper of a home until it ends, however it ends: the operating system takes the office back.
 * @returns false where it yields to one that already serves. One that holds the office without a record is on its way in
 *   or out, so that is waited for.
 */
export const elect = async (files: EmbeddedFiles): Promise<boolean> => {
  const folder = realpathSync(dirname(files.lock));
  const take = Buffer.byteLength(folder) <= longestFolder ? () => takeFile(files.lock) : () => takeName(folder);
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    insignia = await take();
    if (insignia !== undefined) return true;
    if (readLiveRecord(files.record) !== undefined) return false;
    await delay(10);
  }
  return false;
};

// SQLite is here for its lock alone, the one in Node's own library that dies with its holder.
const takeFile = (file: string): DatabaseSync | undefined => {
  const database = new DatabaseSync(file);
  try {
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw new EmbeddedUnavailable(`The lock ${file} cannot be taken: ${sentenceOf(error)}.`, { cause: error });
  }
};

// Linux has names for sockets that are no files; only one process can have one.
const takeName = (folder: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((stranger) => stranger.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    const name = createHash("sha256").update(folder).digest("hex");
    server.listen(`\0muster-${name}`, () => resolve(server));
  });
