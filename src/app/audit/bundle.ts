import { z } from "zod";
import { canonicalJson } from "../codec/envelope.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(0);
const decimal = z.string().regex(/^\d{1,19}$/);
const keyId = z.string().regex(/^[0-9a-f]{16}$/);

/**
 * A bundle is a file of lines, each the canonical JSON (RFC 8785) of one of these:
 * - `begin`: what was asked for, and where the chain stands before the first line of an event
 * - `key`: the public keys of who signs
 * - `event`: an event as it is stored, its bytes in base64; `entry`: the entry hash of one that is not shown
 * - `link`: the chain goes on from here, and what lies between is not in the bundle
 * - `replay`: what opens the events of an archive, and what else their rows are made of; sealed under a key of the archives
 * - `head`: a signed head, after the event that it vouches for
 * - `end`: the SHA-256 of all lines before it and of the readable table beside it, signed
 */
const shapes = {
  begin: z.strictObject({
    kind: z.literal("begin"),
    version: z.literal(1),
    bundleId: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    about: z.string().nullable(),
    exportedAt: z.string(),
    exportedBy: z.strictObject({ issuer: z.string(), subject: z.string() }),
    start: z.strictObject({ count: whole, hash }),
  }),
  key: z.strictObject({
    kind: z.literal("key"),
    keyId,
    publicKey: z.string(),
    madeAt: z.string(),
    retiredAt: z.string().nullable(),
    endorsement: z.strictObject({ keyId, signature: z.string() }).nullable(),
  }),
  event: z.strictObject({
    kind: z.literal("event"),
    position: decimal,
    stream: z.string(),
    revision: decimal,
    eventId: z.string(),
    type: z.string(),
    bytes: z.string(),
  }),
  entry: z.strictObject({ kind: z.literal("entry"), hash }),
  link: z.strictObject({ kind: z.literal("link"), count: whole, hash }),
  replay: z.strictObject({ kind: z.literal("replay"), keyId: z.uuid(), iv: z.string(), ciphertext: z.string() }),
  head: z.strictObject({ kind: z.literal("head"), line: z.string() }),
  end: z.strictObject({
    kind: z.literal("end"),
    events: whole,
    digest: hash,
    table: hash,
    keyId,
    signature: z.string(),
  }),
};

const shape = z.discriminatedUnion("kind", [
  shapes.begin,
  shapes.key,
  shapes.event,
  shapes.entry,
  shapes.link,
  shapes.replay,
  shapes.head,
  shapes.end,
]);

export type BundleLine = z.infer<typeof shape>;
type LineOf<K extends BundleLine["kind"]> = Extract<BundleLine, { kind: K }>;
export type BundleBegin = LineOf<"begin">;
export type BundleEnd = LineOf<"end">;
export type BundleEvent = LineOf<"event">;

export const lineText = (line: BundleLine): string => `${canonicalJson(line)}\n`;

/** What the one who exports signs. */
export const endText = ({ events, digest, table }: Pick<BundleEnd, "events" | "digest" | "table">): string =>
  `muster audit bundle 1\n${events}\n${digest}\n${table}`;

/** Reads a line without its end; undefined where it is not, to the letter, how one is written. */
export function parseLine(text: string): BundleLine | undefined {
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success && canonicalJson(parsed.data) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
