/**
 * `node scripts/recordEvents.ts` records how the present build stores each type of event, in test/golden, where that is
 * not recorded yet. What is recorded stays as it is, for ever: logs hold it. docs/events.md says when to run it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventCodec, isUnreadable } from "../src/app/codec/eventCodec.ts";
import { presentVersion } from "../src/app/codec/upcasting.ts";
import { deriveId } from "../src/app/ids.ts";
import type { MusterEvent, MusterEventType } from "../src/domain/event.ts";
import { aesSealing } from "../src/infra/crypto/sealing.ts";
import {
  digestOf,
  digests,
  folder,
  golden,
  type GoldenEvent,
  goldenKeys,
  released,
  storedOf,
} from "../test/golden/corpus.ts";
import { examples } from "../test/golden/examples.ts";

const codec = eventCodec(aesSealing, goldenKeys());
const print = (text: string) => process.stdout.write(`${text}\n`);

async function goldenOf(type: MusterEventType, data: object, index: number): Promise<GoldenEvent> {
  const eventId = deriveId(type, String(index));
  const ids = { commandId: eventId, correlationId: eventId, causationId: eventId };
  const origin = {
    ...ids,
    actor: { issuer: "golden", subject: "recorder" },
    ...(index > 0 && { reason: "Canary reason" }),
  };
  const event = { type, data, effectiveOn: "2024-02-29" } as unknown as MusterEvent & { readonly effectiveOn: string };
  const [encoded] = await codec.encode([{ event, eventId, origin }]);
  const bytes = Buffer.from(encoded?.bytesAt("2024-03-01T00:00:00.000Z") ?? []).toString();
  const stored = { eventId, stream: "golden", type, bytes };
  const [decoded] = await codec.decode([storedOf({ stored, decoded: { data, meta: null } })]);
  if (!decoded || isUnreadable(decoded)) throw new Error(`${type} cannot be read back.`);
  return { stored, decoded: { data: decoded.data, meta: decoded.meta } };
}

const known: Record<string, string> = { ...digests() };
for (const [type, all] of Object.entries(examples) as [MusterEventType, readonly object[]][]) {
  const version = presentVersion(type);
  if (golden(type, version)) continue;
  const events = await Promise.all(all.map((data, index) => goldenOf(type, data, index)));
  mkdirSync(join(folder, type), { recursive: true });
  writeFileSync(join(folder, type, `v${version}.json`), `${JSON.stringify(events, null, 2)}\n`);
  known[`${type}/v${version}`] = digestOf(events);
  print(`${type}, version ${version}: recorded.`);
}
const inOrder = Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(released, `${JSON.stringify(inOrder, null, 2)}\n`);
