import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** How a keeper is reached: its process, its loopback port, and the word that lets a user in. Readable by its owner only. */
export type KeeperRecord = { readonly pid: number; readonly port: number; readonly token: string };

/** What a keeper tells those who are attached, one JSON document a line. A newcomer is told the last of them again. */
export type KeeperMessage =
  | { readonly type: "starting" }
  | { readonly type: "ready"; readonly url: string }
  | { readonly type: "failed"; readonly reason: string };

/** Whole or not at all: a reader never sees half a record. */
export const writeRecord = (file: string, record: KeeperRecord): void => {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, file);
};

/** The record of a keeper whose process is there, else nothing: one that was killed leaves its record behind. */
export const readLiveRecord = (file: string): KeeperRecord | undefined => {
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as KeeperRecord;
    return isAlive(record.pid) ? record : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a process has this id. One of another user's counts as well. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};
