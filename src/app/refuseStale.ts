import { reject } from "../domain/kernel/rejection.ts";
import type { CommandContext } from "./handling.ts";
import type { Revision } from "./ports/eventLog.ts";

/** Refuses a command upon another state than its caller saw. @throws {Rejection} `revision-conflict` */
export function refuseStale({ expectedRevision }: CommandContext, revision: Revision): void {
  if (expectedRevision !== undefined && expectedRevision !== revision)
    reject(
      "revision-conflict",
      `This was changed meanwhile: it is at revision ${revision}, and you saw ${expectedRevision}. Read it again, then repeat the change.`,
      { revision: String(revision), expected: String(expectedRevision) },
    );
}
