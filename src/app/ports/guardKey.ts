/**
 * The one key of a log that hides what guard streams are named after (emails, names of queues).
 * `fingerprint` names the key without giving it away; the stream `log` holds it.
 */
export type GuardKey = {
  readonly fingerprint: string;
  /** HMAC-SHA256 of the text, 64 hex digits. */
  hash(text: string): string;
};
