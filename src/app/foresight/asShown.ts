import { reject } from "../../domain/kernel/rejection.ts";
import type { Revision } from "../ports/eventLog.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

/** Reads streams as long as they are at the revisions that somebody was shown. @throws {Rejection} `plan-outdated` */
export const asShown =
  (read: ReadStreamFrom, shown: ReadonlyMap<string, Revision> | undefined): ReadStreamFrom =>
  async (stream, after) => {
    const known = await read(stream, after);
    const before = shown?.get(stream);
    if (before !== undefined && known.revision !== before) refuseOutdated();
    return known;
  };

export const refuseOutdated = (): never =>
  reject(
    "plan-outdated",
    "Something that this rests on has changed since it was shown: look at what would come of it now, and decide again.",
  );
