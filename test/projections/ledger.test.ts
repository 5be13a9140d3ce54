import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { type Chained, chainWith, emptyChain } from "../../src/projections/ledger.ts";
import { seeded } from "../support/seed.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const chain = chainWith(sha256);
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const event: Chained = {
  ...{ stream: "member-1", revision: 0n, eventId: "0b0e7b0e-0000-4000-8000-000000000001", type: "MemberRenamed" },
  bytes: Buffer.from('{"data":{}}'),
};

const anything = fc.record({
  ...{ stream: fc.string(), revision: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }) },
  ...{ eventId: fc.string(), type: fc.string(), bytes: fc.uint8Array() },
});

describe("the chain of hashes", () => {
  it("is frozen: what was signed once is hashed so for ever", () => {
    const first = chain.after(emptyChain, event);
    const second = chain.after(first, { ...event, revision: 1n, bytes: Buffer.from("é") });
    expect(first.count).toBe(1);
    expect(hexOf(first.hash)).toBe("f1cb071439cae225035d09880919bda201fe62909ac2edd0bbc5cc2095bf0554");
    expect(hexOf(second.hash)).toBe("bde7eacd729235efd79d74d9cd693c0e4efee6936b555a0ca7d95a673101b062");
  });

  it("is what its description says", () => {
    const text = (value: string) => [
      Buffer.from(new Uint32Array([Buffer.byteLength(value)]).buffer).swap32(),
      Buffer.from(value),
    ];
    const entry = [
      ...[Buffer.from("muster entry 1\0"), ...text(event.stream), Buffer.alloc(8), ...text(event.eventId)],
      ...[...text(event.type), sha256(event.bytes)],
    ];
    const before = [Buffer.from("muster chain 1\0"), Buffer.alloc(32)];
    const hash = sha256(Buffer.concat([...before, sha256(Buffer.concat(entry))]));
    expect(hexOf(chain.after(emptyChain, event).hash)).toBe(hexOf(hash));
  });

  it("has another hash for every other event", () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const same =
          a.stream === b.stream &&
          a.revision === b.revision &&
          a.eventId.toLowerCase() === b.eventId.toLowerCase() &&
          a.type === b.type &&
          Buffer.compare(a.bytes, b.bytes) === 0;
        return (hexOf(chain.after(emptyChain, a).hash) === hexOf(chain.after(emptyChain, b).hash)) === same;
      }),
      seeded(500),
    );
  });

  it("tells apart where one text ends and the next begins", () => {
    const hashes = [
      { ...event, stream: "ab", type: "c" },
      { ...event, stream: "a", type: "bc" },
      { ...event, stream: "a", eventId: `b${event.eventId}`, type: "c" },
    ].map((each) => hexOf(chain.after(emptyChain, each).hash));
    expect(new Set(hashes).size).toBe(3);
  });

  it("goes on from the hash of an event alone", () => {
    const first = chain.after(emptyChain, event);
    const entry = chain.entryHash({ ...event, digest: chain.digest(event.bytes) });
    expect(chain.next(emptyChain, entry)).toEqual({ count: 1, hash: first.hash });
  });
});
