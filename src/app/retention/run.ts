import { newCommandId } from "../ids.ts";
import type { Position } from "../ports/eventLog.ts";
import { type Finished, finishSealings, type FinishParts } from "./finish.ts";
import { type KeptMember, type ListingParts, listRetention, type RetentionList } from "./listing.ts";
import { headIndex } from "./proof.ts";
import { type By, sealOne, type SealParts } from "./sealOne.ts";

export type RetentionParts = ListingParts &
  SealParts &
  FinishParts & {
    /** Brings the tables to a position: what they have not taken in must not be taken away. */
    settle(to: Position): Promise<unknown>;
  };

/** What of it is set, and does not open anything. */
export type RetentionSettings = Pick<
  RetentionParts,
  "years" | "timezone" | "clock" | "sealing" | "dataKeys" | "archives" | "archiveKeys"
>;

/**
 * What a run came to.
 * @property sealed whose events lie in an archive now, and nowhere else
 * @property finished what an earlier run had begun
 * @property skipped who was due and was not sealed after all, and why
 * @property problems of whom nothing was taken away, since their archive is not as it was written
 */
export type RetentionRun = Omit<RetentionList, "due"> & {
  readonly position: Position;
  readonly archives: string;
  readonly sealed: readonly (KeptMember & { readonly digest: string; readonly path: string })[];
  readonly finished: Finished["finished"];
  readonly skipped: readonly (KeptMember & { readonly code: string; readonly sentence: string })[];
  readonly problems: Finished["problems"];
};

// So many at once wait for the keys to be forgotten, and are lost to nothing if it stops.
const together = 100;

/** Seals everyone whose retention is over; what an earlier run left is finished first. */
export const runRetention = (parts: RetentionParts, by: By): Promise<RetentionRun> =>
  parts.archives.alone(async () => {
    const told: By = { ...by, correlationId: by.correlationId ?? newCommandId() };
    await parts.settle(await parts.log.head());
    const before = await finishSealings(parts, await parts.archives.unfinished());
    const { due, ...list } = await listRetention(parts);
    const isDue = new Set(due.map(({ memberId }) => memberId));
    // Who is not due any more was changed or is held, so that no sealing can come.
    for (const name of before.unsealed) if (!isDue.has(name.memberId)) await parts.archives.drop(name);
    const run = { sealed: [] as RetentionRun["sealed"][number][], problems: [...before.problems] };
    const skipped: RetentionRun["skipped"][number][] = [];
    const heads = headIndex(parts);
    for (let from = 0; from < due.length; from += together) {
      const sealed: (KeptMember & { readonly digest: string })[] = [];
      for (const member of due.slice(from, from + together)) {
        const outcome = await sealOne(parts, member.memberId, { by: told, heads });
        if (outcome.kind === "sealed") sealed.push({ ...member, digest: outcome.digest });
        else skipped.push({ ...member, code: outcome.code, sentence: outcome.sentence });
      }
      await parts.settle(await parts.log.head());
      // Those of an attempt that was killed among them.
      const ids = new Set(sealed.map(({ memberId }) => memberId));
      const written = (await parts.archives.unfinished()).filter(({ memberId }) => ids.has(memberId));
      const done = await finishSealings(parts, written);
      run.problems.push(...done.problems);
      for (const member of sealed) {
        const path = done.finished.find(({ digest }) => digest === member.digest)?.path;
        if (path !== undefined) run.sealed.push({ ...member, path });
      }
    }
    const position = await parts.log.head();
    return { ...list, position, archives: parts.archives.place, ...run, finished: before.finished, skipped };
  });
