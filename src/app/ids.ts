import { createHash, randomUUID } from "node:crypto";

/** A random id for a command, so that nothing that derives from it gives a person away. */
export const newCommandId = (): string => randomUUID();

/**
 * A UUID (version 8, RFC 9562) that derives from its parts alone: the same command, tried again, makes the same ids,
 * and so is the same write.
 */
export function deriveId(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
