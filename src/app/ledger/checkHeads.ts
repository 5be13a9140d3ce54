import type { HeadFile } from "../ports/headSink.ts";
import type { PublicKey } from "../ports/signingKeys.ts";
import type { Faults } from "./faults.ts";
import { sha256Hex } from "./hashing.ts";
import { type Head, parseHead, signedText } from "./head.ts";
import { signaturesBy } from "./signatures.ts";

/** A head that somebody who had the key has signed, and the line that it was. */
export type ReadHead = { readonly head: Head; readonly line: string };

// One that was being signed when the key was replaced.
const graceMs = 60_000;

/**
 * The heads of a file whose signatures are good, in order. Told as faults: lines that are no heads, lines that do not follow
 * the one before them, counts that do not rise, signatures that are bad, of keys that are not known, or of retired ones.
 */
export async function* readHeads(
  file: Pick<HeadFile, "lines">,
  keys: readonly PublicKey[],
  faults: Faults,
): AsyncGenerator<ReadHead> {
  const check = signaturesBy(keys);
  const retired = new Map(keys.map(({ keyId, retiredAt }) => [keyId, retiredAt]));
  let before: string | undefined;
  let unread: number | undefined;
  let count = 0;
  let number = 0;
  const fault = (of: number, column: string, live: unknown, expected: unknown) =>
    faults.add("heads", `line ${of}`, { column, live, expected });
  const noHead = (of: number) => fault(of, "*", "a line that is no head", "a signed head");

  for await (const line of file.lines()) {
    number++;
    const head = parseHead(line);
    if (!head) {
      if (unread !== undefined) noHead(unread);
      unread = number;
      continue;
    }
    const follows = head.previous === (before === undefined ? null : sha256Hex(before));
    // A line that a crash left unfinished is passed over by the next one; anything else in its place is not.
    if (unread !== undefined && !follows) noHead(unread);
    unread = undefined;
    if (!follows)
      fault(number, "previous", head.previous, "the hash of the line before: the file was cut, or its lines swapped");
    if (head.count <= count) fault(number, "count", head.count, `more than ${count}`);
    before = line;
    count = head.count;
    const found = check(head.keyId, signedText(head), head.signature);
    const until = retired.get(head.keyId);
    if (found === "unknown-key") fault(number, "keyId", head.keyId, "a key that is known here");
    else if (found === "bad") fault(number, "signature", head.signature, "a signature of what it says");
    else if (until != null && Date.parse(head.signedAt) > Date.parse(until) + graceMs)
      fault(number, "signedAt", head.signedAt, `before its key was retired, ${until}`);
    else yield { head, line };
  }
  if (unread !== undefined) noHead(unread);
}
