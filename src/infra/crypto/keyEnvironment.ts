import type { HeldKeys, KeySource } from "../../app/ports/keySource.ts";
import { unwritable } from "../files/diskErrors.ts";
import { makeKeyFile, readKeyFile, replaceKeyFile } from "./keyFile.ts";
import { sameKeys } from "./keyText.ts";

/** The setting that holds the text of a key file. */
export const keysVariable = "MUSTER_KEYS";

/**
 * The keys as a container's environment has them. Nobody can write there: what a rotation makes is kept in a file, and
 * whoever runs the container carries its text over.
 */
export function keyEnvironment(given: HeldKeys, path: string): KeySource {
  const keep = async (held: HeldKeys) => {
    if (await readKeyFile(path)) return replaceKeyFile(path, held);
    return makeKeyFile(path, held).catch((cause: unknown) => {
      throw unwritable(path, cause);
    });
  };
  return {
    place: keysVariable,
    async read() {
      if (given.next) return given;
      const kept = await readKeyFile(path);
      return kept && sameKeys(kept.present, given.present) ? kept : given;
    },
    keepNext: (present, next) => keep({ present, next }),
    async replace(next) {
      await keep({ present: next });
      return { path, inUse: false };
    },
  };
}
