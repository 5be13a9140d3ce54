import { deriveId } from "../ids.ts";
import { noStream, type Revision } from "../ports/eventLog.ts";

/**
 * The id of the command that applies a scheduled change: the same from every process that sees it at a revision, so that
 * it is done once, and another one once it has failed and was moved.
 */
export const appliedBy = (changeId: string, revision: Revision = noStream): string =>
  deriveId(changeId, "applied", String(revision));
