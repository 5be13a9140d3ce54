import { Buffer } from "node:buffer";
import type { BigIntStats } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { BadFile, type Place } from "../../app/preferences/failures.ts";
import { unreadable } from "./diskErrors.ts";

/** A file as it was read: under which path it was asked for, where that leads, and what was there. */
export type WholeFile = {
  readonly path: string;
  readonly real: string;
  readonly bytes: Buffer;
  readonly text: string;
  readonly stats: BigIntStats;
};

const megabyte = 1_000_000;
/** More than this is no preferences file: 10 MB. */
export const largestFile = 10 * megabyte;

/** @throws {BadFile} where there is none, or it is a folder, a device, larger than 10 MB or not UTF-8 */
export async function readWhole(path: string): Promise<WholeFile> {
  try {
    const real = await realpath(path);
    refuseOdd(path, await stat(real, { bigint: true }));
    const handle = await open(real);
    try {
      const stats = await handle.stat({ bigint: true });
      refuseOdd(path, stats);
      const bytes = await handle.readFile();
      return { path, real, bytes, text: decode(path, bytes), stats };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

// Asked before the file is opened: a pipe would wait for a writer, and a huge file need not be loaded to be refused.
function refuseOdd(path: string, stats: BigIntStats): void {
  if (stats.isDirectory()) throw new BadFile("not-a-file", path, "this is a folder, not a file");
  if (!stats.isFile()) throw new BadFile("not-a-file", path, "this is no regular file");
  const size = Number(stats.size);
  if (size > largestFile)
    throw new BadFile(
      "too-large",
      path,
      `the file is ${(size / megabyte).toFixed(1)} MB; a preferences file has at most ${largestFile / megabyte} MB`,
    );
}

function decode(path: string, bytes: Buffer): string {
  const lead = bytes.subarray(0, 2).toString("latin1");
  if (lead === "\xFF\xFE" || lead === "\xFE\xFF")
    throw new BadFile("not-utf8", path, "the file is UTF-16; save it as UTF-8");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BadFile("not-utf8", path, "a byte here is not UTF-8", { place: firstWrongByte(bytes), cause });
  }
}

function firstWrongByte(bytes: Buffer): Place {
  const lossy = bytes.toString("utf8");
  const lines = lossy.slice(0, lossy.indexOf("\uFFFD")).split("\n");
  return { path: "", line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
