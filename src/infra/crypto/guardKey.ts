import { createHmac, createSecretKey } from "node:crypto";
import type { GuardKey } from "../../app/ports/guardKey.ts";

/** HMAC-SHA256 under the log's guard key (RFC 2104). The fingerprint is the hash of a text that no guard is named after. */
export function guardKey(secret: Uint8Array): GuardKey {
  const key = createSecretKey(secret);
  const hash = (text: string): string => createHmac("sha256", key).update(text).digest("hex");
  return { fingerprint: hash("\0fingerprint").slice(0, 16), hash };
}
