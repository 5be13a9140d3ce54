import { describe, expect, it } from "@jest/globals";
import canonicalize from "canonicalize";
import { type DecodedEvent, eventCodec, isUnreadable, type ToRecord } from "../../src/app/codec/eventCodec.ts";
import { upcast } from "../../src/app/codec/upcasting.ts";
import type { DataKey, DataKeys } from "../../src/app/ports/dataKeys.ts";
import type { Stored, Unrecorded } from "../../src/app/ports/eventLog.ts";
import type { Sealing } from "../../src/app/ports/sealing.ts";

const memberId = "0b57a1b2-0000-8000-8000-000000000001";
const at = "2026-01-07T01:02:03.456Z";

// Legible stand-ins, so that the frozen bytes below can be read; the real cipher has tests of its own.
const plain: Sealing = {
  seal: ({ keyId }, context, text) => ({
    keyId,
    iv: "aXY=",
    ciphertext: Buffer.from(`${context}|${text}`).toString("base64"),
  }),
  open(_, context, { ciphertext }) {
    const text = Buffer.from(ciphertext, "base64").toString();
    if (!text.startsWith(`${context}|`)) throw new Error("moved");
    return text.slice(context.length + 1);
  },
};

function keyRing() {
  const destroyed = new Set<string>();
  const asked: string[] = [];
  const key = (subject: string): DataKey => ({ keyId: `key-of-${subject}`, bytes: new Uint8Array(32) });
  const keys: DataKeys = {
    forSubjects: (subjects) => {
      asked.push(...subjects);
      return Promise.resolve(new Map(subjects.map((subject) => [subject, key(subject)])));
    },
    load: (ids) =>
      Promise.resolve(
        new Map(ids.filter((id) => id !== "key-of-lost").map((id) => [id, destroyed.has(id) ? "destroyed" : key(id)])),
      ),
  };
  return { keys, destroyed, asked };
}

const origin = {
  commandId: "c0000000-0000-8000-8000-000000000001",
  correlationId: "c0000000-0000-8000-8000-000000000001",
  causationId: "c0000000-0000-8000-8000-000000000001",
  actor: { issuer: "os", subject: "olli" },
};
const renamed: ToRecord = {
  event: { type: "MemberRenamed", data: { memberId, from: "Åsa", to: 'Asa "A" Berg 🌊' }, effectiveOn: "2026-01-07" },
  eventId: "e0000000-0000-8000-8000-000000000001",
  origin: { ...origin, reason: "married" },
};
const transferred: ToRecord = {
  event: {
    type: "MemberTransferred",
    data: { memberId, from: "a", to: "b", newTeam: false },
    effectiveOn: "2026-01-07",
  },
  eventId: "e0000000-0000-8000-8000-000000000002",
  origin,
};

const stored = ({ eventId, type, bytesAt }: Unrecorded, change: Partial<Stored> = {}): Stored => ({
  ...{ position: 7n, stream: `member-${memberId}`, revision: 3n, eventId, type, bytes: bytesAt(at) },
  ...change,
});
const rewritten = (event: Stored, rewrite: (document: { meta: Record<string, unknown> }) => void): Stored => {
  const document = JSON.parse(Buffer.from(event.bytes).toString()) as { meta: Record<string, unknown> };
  rewrite(document);
  return { ...event, bytes: Buffer.from(JSON.stringify(document)) };
};
const why = (event: DecodedEvent | undefined) => (event && isUnreadable(event) ? event.unreadable : undefined);

describe("the bytes of an event", () => {
  it("are frozen: a sealed event", async () => {
    const [event] = await eventCodec(plain, keyRing().keys).encode([renamed]);
    const secrets = Buffer.from(
      'e0000000-0000-8000-8000-000000000001/MemberRenamed|{"data":{"from":"Åsa","to":"Asa \\"A\\" Berg 🌊"},"reason":"married"}',
    ).toString("base64");
    expect(Buffer.from(event?.bytesAt(at) ?? []).toString()).toBe(
      `{"data":{"memberId":"${memberId}"},"meta":{"actor":{"issuer":"os","subject":"olli"},"causationId":"${origin.causationId}","commandId":"${origin.commandId}","correlationId":"${origin.correlationId}","effectiveOn":"2026-01-07","eventId":"e0000000-0000-8000-8000-000000000001","recordedAt":"${at}","schemaVersion":1},"sealed":{"ciphertext":"${secrets}","fields":["from","to"],"iv":"aXY=","keyId":"key-of-${memberId}"}}`,
    );
  });

  it("are frozen: an event that hides nothing asks for no key", async () => {
    const ring = keyRing();
    const [event] = await eventCodec(plain, ring.keys).encode([transferred]);
    expect(Buffer.from(event?.bytesAt(at) ?? []).toString()).toBe(
      `{"data":{"from":"a","memberId":"${memberId}","newTeam":false,"to":"b"},"meta":{"actor":{"issuer":"os","subject":"olli"},"causationId":"${origin.causationId}","commandId":"${origin.commandId}","correlationId":"${origin.correlationId}","effectiveOn":"2026-01-07","eventId":"e0000000-0000-8000-8000-000000000002","recordedAt":"${at}","schemaVersion":1}}`,
    );
    expect(ring.asked).toEqual([]);
  });

  it("are canonical JSON, whatever they hold", async () => {
    for (const event of await eventCodec(plain, keyRing().keys).encode([renamed, transferred])) {
      const text = Buffer.from(event.bytesAt(at)).toString();
      expect(canonicalize(JSON.parse(text))).toBe(text);
    }
  });

  it("come back as the event that was recorded", async () => {
    const codec = eventCodec(plain, keyRing().keys);
    const [event] = await codec.encode([renamed]);
    const [back] = event ? await codec.decode([stored(event)]) : [];
    expect(back).toEqual({
      ...{ type: "MemberRenamed", data: renamed.event.data, stream: `member-${memberId}`, position: 7n, revision: 3n },
      meta: {
        ...renamed.origin,
        effectiveOn: "2026-01-07",
        eventId: renamed.eventId,
        recordedAt: at,
        schemaVersion: 1,
      },
    });
  });
});

describe("what cannot be read", () => {
  const decodeRewritten = async (change: (event: Stored) => Stored, ring = keyRing()) => {
    const codec = eventCodec(plain, ring.keys);
    const [event] = await codec.encode([renamed]);
    return event ? (await codec.decode([change(stored(event))]))[0] : undefined;
  };

  it("reads with stand-ins once the member's key is destroyed", async () => {
    const ring = keyRing();
    ring.destroyed.add(`key-of-${memberId}`);
    const event = await decodeRewritten((same) => same, ring);
    expect(event).toMatchObject({ data: { memberId, from: "Erased member", to: "Erased member" } });
    expect(
      JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/Berg|married/);
  });

  it("is told apart: an unknown type", async () =>
    expect(why(await decodeRewritten((event) => ({ ...event, type: "MemberPromoted" })))).toMatch(
      /knows no event type MemberPromoted/,
    ));

  it("is told apart: a newer schema version", async () =>
    expect(why(await decodeRewritten((event) => rewritten(event, ({ meta }) => (meta["schemaVersion"] = 2))))).toMatch(
      /newer than this build/,
    ));

  it("is told apart: bytes that are no JSON", async () =>
    expect(why(await decodeRewritten((event) => ({ ...event, bytes: Buffer.from([0xff, 0x00]) })))).toMatch(/no JSON/));

  it("is told apart: an envelope that was moved to another event", async () =>
    expect(
      why(await decodeRewritten((event) => ({ ...event, eventId: "e0000000-0000-8000-8000-00000000000f" }))),
    ).toMatch(/does not open/));

  it("is told apart: a data key that this database never had", async () => {
    const lost = await decodeRewritten((event) =>
      rewritten(event, (document) => {
        Object.assign((document as unknown as { sealed: { keyId: string } }).sealed, { keyId: "key-of-lost" });
      }),
    );
    expect(why(lost)).toMatch(/key-of-lost is not in this database/);
  });
});

describe("upcasting", () => {
  const lifts = {
    Named: [({ first, last, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, name: `${first} ${last}` })],
  };

  it("lifts an old shape to the present one", () =>
    expect(upcast("Named", 1, { id: 1, first: "A", last: "B" }, lifts)).toEqual({ id: 1, name: "A B" }));
  it("leaves a present one as it is", () =>
    expect(upcast("Named", 2, { id: 1, name: "A B" }, lifts)).toEqual({ id: 1, name: "A B" }));
});
