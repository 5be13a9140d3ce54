import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../../src/app/codec/envelope.ts";
import type { DataKey, DataKeys } from "../../src/app/ports/dataKeys.ts";
import type { Stored } from "../../src/app/ports/eventLog.ts";

/** An event as it lay in a log (`bytes` are its text), and what the present build makes of it. */
export type GoldenEvent = {
  readonly stored: { readonly eventId: string; readonly stream: string; readonly type: string; readonly bytes: string };
  readonly decoded: { readonly data: unknown; readonly meta: unknown };
};

export const folder = import.meta.dirname;
export const released = join(folder, "released.json");

/** What a version of a type looked like; undefined where nobody recorded it. */
export function golden(type: string, version: number): readonly GoldenEvent[] | undefined {
  const file = join(folder, type, `v${version}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as readonly GoldenEvent[]) : undefined;
}

/** Every type and version that is there, as `<type>/v<n>`. */
export const recorded = (): readonly string[] =>
  globSync("*/v*.json", { cwd: folder })
    .map((path) => path.replace(/\.json$/, ""))
    .sort();

/** What must never change: the bytes. What the present build makes of them may. */
export const digestOf = (events: readonly GoldenEvent[]): string =>
  createHash("sha256")
    .update(canonicalJson(events.map(({ stored }) => stored)))
    .digest("hex");

export const digests = (): Readonly<Record<string, string>> =>
  existsSync(released) ? (JSON.parse(readFileSync(released, "utf8")) as Record<string, string>) : {};

export const storedOf = ({ stored }: GoldenEvent, index = 0): Stored => ({
  ...{ position: BigInt(index + 1), stream: stored.stream, revision: BigInt(index) },
  ...{ eventId: stored.eventId, type: stored.type, bytes: Buffer.from(stored.bytes) },
});

/** The one key of the corpus: it is no secret. */
const key: DataKey = { keyId: "golden", bytes: Buffer.alloc(32, "golden") };

export const goldenKeys = (state?: "destroyed"): DataKeys => ({
  forSubjects: (subjects) => Promise.resolve(new Map(subjects.map((subject) => [subject, key]))),
  load: (ids) => Promise.resolve(new Map(ids.map((id) => [id, state ?? key]))),
});
