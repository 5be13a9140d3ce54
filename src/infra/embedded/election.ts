import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedFiles } from "./files.ts";
import { readLiveRecord } from "./record.ts";

/** Holds the office of keeper until the process ends, however it ends: the operating system drops the lock. */
export type Office = { readonly held: DatabaseSync };

const sqliteBusy = 5;
const patienceMs = 10_000;

/**
 * Makes this process the keeper of a home, or yields (`undefined`) to one that already serves. One that holds the lock
 * without a record is on its way in or out, so that is waited for.
 */
export const elect = async (files: EmbeddedFiles): Promise<Office | undefined> => {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const office = tryLock(files.lock);
    if (office !== undefined) return office;
    if (readLiveRecord(files.record) !== undefined) return undefined;
    await delay(10);
  }
  return undefined;
};

// SQLite is here for its lock alone, the one in Node's own library that dies with its holder.
const tryLock = (file: string): Office | undefined => {
  const database = new DatabaseSync(file);
  try {
    database.exec("BEGIN EXCLUSIVE");
    return { held: database };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw error;
  }
};
