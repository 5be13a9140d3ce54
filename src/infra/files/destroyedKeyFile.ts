import { z } from "zod";
import type { DestroyedKey, DestroyedKeys } from "../../app/ports/keyDestruction.ts";
import { headFile } from "./headFile.ts";

const shape = z.object({ keyId: z.string(), subject: z.string(), destroyedAt: z.string() });

/** A file of destroyed keys, one a line, that only grows; what a crash has cut off is no line. */
export function destroyedKeyFile(path: string): DestroyedKeys {
  const file = headFile(path);
  return {
    place: path,
    async read() {
      const keys: DestroyedKey[] = [];
      for await (const line of file.lines()) {
        const key = parsed(line);
        if (key) keys.push(key);
      }
      return keys;
    },
    async add(keys) {
      const known = new Set((await this.read()).map(({ keyId }) => keyId));
      const lines = keys.filter(({ keyId }) => !known.has(keyId)).map((key) => JSON.stringify(key));
      if (lines.length > 0) await file.append(lines.join("\n"));
    },
  };
}

function parsed(line: string): DestroyedKey | undefined {
  try {
    return shape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
