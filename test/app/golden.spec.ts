import { describe, expect, it } from "@jest/globals";
import { type DecodedEvent, eventCodec, isUnreadable } from "../../src/app/codec/eventCodec.ts";
import { personalFields } from "../../src/domain/personalFields.ts";
import { type Lifts, presentVersion } from "../../src/app/codec/upcasting.ts";
import type { MusterEventType } from "../../src/domain/event.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { digestOf, digests, golden, type GoldenEvent, goldenKeys, recorded, storedOf } from "../golden/corpus.ts";

const types = Object.keys(personalFields) as readonly MusterEventType[];
const codec = eventCodec(aesSealing, goldenKeys());
const versions = types.flatMap((type) =>
  Array.from({ length: presentVersion(type) }, (_, index) => [type, index + 1] as const),
);
const read = (type: string, version: number): readonly GoldenEvent[] => {
  const events = golden(type, version);
  if (!events)
    throw new Error(
      `Nobody recorded version ${version} of ${type}: give examples of it in test/golden/examples.ts and run node scripts/recordEvents.ts. docs/events.md says more.`,
    );
  return events;
};
const parts = (event: DecodedEvent | undefined) => {
  if (!event || isUnreadable(event)) throw new Error(event?.unreadable ?? "There is no event.");
  return { data: event.data, meta: event.meta };
};
const bytes = (text: string) => JSON.parse(text) as Readonly<Record<string, unknown>>;

describe("the corpus of events as logs hold them", () => {
  it("has every version of every type, and nothing else", () => {
    for (const [type, version] of versions) read(type, version);
    expect(recorded()).toEqual(versions.map(([type, version]) => `${type}/v${version}`).sort());
  });

  it("never changes: what was recorded once lies in logs", () => {
    const found = recorded().map((path) => {
      const [type = "", version = ""] = path.split("/v");
      return [path, digestOf(read(type, Number(version)))];
    });
    expect(Object.fromEntries(found)).toEqual(digests());
  });
});

describe.each(versions)("%s, version %d", (type, version) => {
  it("reads as the present build has it", async () => {
    const events = read(type, version);
    const decoded = await codec.decode(events.map(storedOf));
    expect(decoded.map(parts)).toEqual(events.map((event) => event.decoded));
  });

  it("leaves nothing of a person once the key is destroyed", async () => {
    const blind = eventCodec(aesSealing, goldenKeys("destroyed"));
    const decoded = await blind.decode(read(type, version).map(storedOf));
    expect(JSON.stringify(decoded.map(parts))).not.toMatch(/canary/i);
  });
});

describe("what the present build stores", () => {
  it.each(types)("%s is what was recorded of its version, byte for byte but for the envelope", async (type) => {
    for (const event of read(type, presentVersion(type))) {
      const [decoded] = await codec.decode([storedOf(event)]);
      if (!decoded || isUnreadable(decoded)) throw new Error("It cannot be read.");
      const { stream: _, position: __, revision: ___, meta, ...rest } = decoded;
      const { eventId, effectiveOn, recordedAt, schemaVersion: ____, ...origin } = meta;
      const [again] = await codec.encode([{ event: { ...rest, effectiveOn }, eventId, origin }]);
      const text = Buffer.from(again?.bytesAt(recordedAt) ?? []).toString();
      const unsealed = (each: string) => each.replace(/"ciphertext":"[^"]*"|"iv":"[^"]*"/g, "");
      expect(unsealed(text)).toBe(unsealed(event.stored.bytes));
      expect(bytes(text)["meta"]).toMatchObject({ schemaVersion: presentVersion(type) });
    }
  });
});

describe("an upcaster", () => {
  // As if a later build told a manager's change as a list, and had a second thought on its name.
  const lifts: Lifts = {
    ManagerChanged: [
      ({ from, to, ...rest }) => ({ ...rest, line: [from, to] }),
      ({ line, ...rest }) => ({ ...rest, managers: line }),
    ],
  };
  const later = eventCodec(aesSealing, goldenKeys(), lifts);

  it("lifts what was recorded before, by every step that came since", async () => {
    const [event] = await later.decode(read("ManagerChanged", 1).map(storedOf));
    const { decoded } = read("ManagerChanged", 1)[0] ?? {};
    const { memberId, from, to } = decoded?.data as Readonly<Record<string, unknown>>;
    expect(parts(event).data).toEqual({ memberId, managers: [from, to] });
  });

  it("leaves a present one as it is, which an older build then cannot read", async () => {
    const event = read("ManagerChanged", 1)[0];
    if (!event) throw new Error("There is no example.");
    const document = bytes(event.stored.bytes) as { readonly meta: object };
    const data = { memberId: "m", managers: [null, "n"] };
    const newer = JSON.stringify({ ...document, data, meta: { ...document.meta, schemaVersion: 3 } });
    const stored = { ...storedOf(event), bytes: Buffer.from(newer) };
    expect(parts((await later.decode([stored]))[0]).data).toEqual(data);
    expect((await codec.decode([stored]))[0]).toMatchObject({
      unreadable: expect.stringMatching(/schema version 3 is newer than this build/) as unknown,
    });
  });
});
