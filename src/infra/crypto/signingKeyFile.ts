import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { endorsedText, keyIdOf } from "../../app/ledger/signatures.ts";
import type { PublicKey, Signer, SigningKeys } from "../../app/ports/signingKeys.ts";
import { FileUnwritable } from "../../app/preferences/failures.ts";
import { makeWhole } from "../files/makeWhole.ts";
import { readWhole } from "../files/readWhole.ts";
import { replaceWhole } from "../files/replaceWhole.ts";

/** The file of signing keys cannot be used; the sentence says which, why, and what to do. */
export class BadSigningKeys extends Error {
  override readonly name = "BadSigningKeys";
}

const base64 = z.base64();
const publicKey = z.strictObject({
  keyId: z.string(),
  publicKey: base64,
  madeAt: z.string(),
  retiredAt: z.string().nullable(),
  endorsement: z.strictObject({ keyId: z.string(), signature: base64 }).nullable(),
});
const shape = z.strictObject({ version: z.literal(1), privateKey: base64, keys: z.array(publicKey).min(1) });
type Held = { readonly version: 1; readonly privateKey: string; readonly keys: readonly PublicKey[] };

/**
 * The keys in a file that its user alone can read.
 * @param heads the file of what they signed: where it is there, the keys are not made anew
 */
export function signingKeyFile(path: string, heads: string, now: () => Date): SigningKeys {
  const held = async (): Promise<Held> => (await read(path)) ?? (await make(path, heads, now));
  return {
    place: path,
    signer: async () => signerOf(await held()),
    published: async () => (await held()).keys,
    async rotate() {
      const before = await held();
      const seen = await readWhole(path);
      const next = anew(now().toISOString(), signerOf(before));
      const keys = before.keys.map((key) => ({ ...key, retiredAt: key.retiredAt ?? next.key.madeAt }));
      if (!(await replaceWhole(seen, textOf({ ...next, keys: [...keys, next.key] }))))
        throw new FileUnwritable(path, "somebody else has changed it meanwhile; what they wrote is whole.");
      return next.key;
    },
  };
}

function signerOf({ privateKey, keys }: Held): Signer {
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
  return {
    keyId: keys.at(-1)?.keyId ?? "",
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64"),
  };
}

function anew(madeAt: string, before?: Signer): { readonly privateKey: string; readonly key: PublicKey } {
  const pair = generateKeyPairSync("ed25519");
  const der = pair.publicKey.export({ format: "der", type: "spki" });
  const key = { keyId: keyIdOf(der), publicKey: der.toString("base64"), madeAt };
  const endorsement = before ? { keyId: before.keyId, signature: before.sign(endorsedText(key)) } : null;
  return {
    privateKey: pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    key: { ...key, retiredAt: null, endorsement },
  };
}

const textOf = ({ privateKey, keys }: Omit<Held, "version">): string =>
  `${JSON.stringify({ version: 1, privateKey, keys }, null, 2)}\n`;

async function read(path: string): Promise<Held | undefined> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new BadSigningKeys(
        `The signing keys ${path} can be read by others: make them yours alone (chmod 600 ${path}).`,
      );
    return shape.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (cause instanceof BadSigningKeys) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new BadSigningKeys(
      `The signing keys ${path} are damaged or cannot be read: restore them from their backup.`,
      {
        cause,
      },
    );
  }
}

async function make(path: string, heads: string, now: () => Date): Promise<Held> {
  if (existsSync(heads))
    throw new BadSigningKeys(
      `The signing keys ${path} are gone, and ${heads} was signed with them: restore them from their backup, or move that file away to begin anew.`,
    );
  const { privateKey, key } = anew(now().toISOString());
  await makeWhole(path, textOf({ privateKey, keys: [key] })).catch((error: unknown) => {
    // Of several who make one, the first stays.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  const held = await read(path);
  if (!held) throw new BadSigningKeys(`The signing keys ${path} vanished as they were made.`);
  return held;
}
