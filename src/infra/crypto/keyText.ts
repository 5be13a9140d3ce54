import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { HeldKeys, Keys } from "../../app/ports/keySource.ts";

const key = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .transform((text) => new Uint8Array(Buffer.from(text, "base64")));
const pair = { wrappingKey: key, guardKey: key };
const shape = z.strictObject({ version: z.literal(1), ...pair, next: z.strictObject(pair).optional() });

/** What a text has to be, for the error that says it is not. */
export const keyTextShape = '{"version": 1, "wrappingKey", "guardKey"}, each key 32 bytes in base64';

/** Reads the text of a key file; undefined where it is none. */
export function parseKeyText(text: string): HeldKeys | undefined {
  const parsed = shape.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { wrappingKey, guardKey, next } = parsed.data;
  return { present: { wrappingKey, guardKey }, next };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a key file; `next` stands in it while a rotation is under way. */
export const keyText = ({ present, next }: HeldKeys): string =>
  `${JSON.stringify({ version: 1, ...asText(present), ...(next && { next: asText(next) }) }, null, 2)}\n`;

const asText = ({ wrappingKey, guardKey }: Keys) => ({ wrappingKey: base64(wrappingKey), guardKey: base64(guardKey) });
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const makeKeys = (): Keys => ({ wrappingKey: randomBytes(32), guardKey: randomBytes(32) });

export const sameKeys = (a: Keys, b: Keys): boolean => keyText({ present: a }) === keyText({ present: b });
