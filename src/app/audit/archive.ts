import { createHash } from "node:crypto";
import type { MakeSpool, Spool } from "../ports/spool.ts";
import type { BundleTarget, Exported } from "./exportBundle.ts";
import { tarEnd, tarHeader, tarPadding, tarSize } from "./tar.ts";

/**
 * A hand-out as one file: a tar of the bundle, the table to read, and the program that checks both.
 * @property digest SHA-256 of all of it, in base64; `exported.digest` is the bundle's, as the log has it
 * @property content to be read once; `close` where it was not begun
 */
export type Archive = {
  readonly exported: Exported;
  readonly name: string;
  readonly size: number;
  readonly digest: string;
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
};

type Parts = {
  readonly spool: MakeSpool;
  readonly verifier: string;
  readonly now: () => Date;
  readonly export: (target: BundleTarget) => Promise<Exported>;
};

/** Whole before any of it is sent, so that what fails is told, and what is sent has a digest. */
export async function archiveOf({ spool, verifier, now, export: exporting }: Parts): Promise<Archive> {
  await using opened = new AsyncDisposableStack();
  const made = async (): Promise<Spool> => opened.adopt(await spool(), (each) => each.close());
  const [lines, table, program] = [await made(), await made(), await made()];
  const exported = await exporting({ line: (text) => lines.write(text), table: (text) => table.write(text) });
  await program.write(verifier);
  const folder = `muster-audit-${exported.bundleId}`;
  const files = [
    [`${folder}/bundle.jsonl`, lines],
    [`${folder}/bundle.csv`, table],
    [`${folder}/verify-bundle.mjs`, program],
  ] as const;
  const at = now();
  const sum = createHash("sha256");
  for await (const part of tarOf(files, at)) sum.update(part);
  const kept = opened.move();
  return {
    ...{ exported, name: `${folder}.tar`, digest: sum.digest("base64") },
    size: tarSize(files.map(([, file]) => file.size())),
    content: closing(tarOf(files, at), kept),
    close: () => kept.disposeAsync(),
  };
}

/** Also where its reader stops. */
async function* closing(parts: AsyncIterable<Uint8Array>, opened: AsyncDisposableStack): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } finally {
    await opened.disposeAsync();
  }
}

async function* tarOf(files: readonly (readonly [string, Spool])[], at: Date): AsyncGenerator<Uint8Array> {
  for (const [name, file] of files) {
    yield tarHeader(name, file.size(), at);
    yield* file.read();
    yield tarPadding(file.size());
  }
  yield tarEnd;
}
