import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { z } from "zod";
import type { PublicKey } from "../app/ports/signingKeys.ts";

const published = z.object({
  keys: z.array(
    z.object({
      keyId: z.string(),
      publicKey: z.string(),
      madeAt: z.string(),
      retiredAt: z.string().nullable(),
      endorsement: z.object({ keyId: z.string(), signature: z.string() }).nullable(),
    }),
  ),
});

/** The keys in a file that `muster ledger keys --json` made. @throws {InvalidArgumentError} where it is none */
export function keysIn(path: string): readonly PublicKey[] {
  try {
    return published.parse(JSON.parse(readFileSync(path, "utf8"))).keys;
  } catch {
    throw new InvalidArgumentError(`${path} has no keys as muster ledger keys --json shows them.`);
  }
}
