import { type DataKeys, logSubject } from "./ports/dataKeys.ts";
import type { Answers } from "./ports/answers.ts";
import type { KeptAnswer } from "./ports/keptTraces.ts";
import type { Sealed, Sealing } from "./ports/sealing.ts";

const context = (keyId: string): string => `answer/${keyId}`;

/** Answers under the log's data key: a refusal may name people, and it lies outside of the log. */
export function sealedAnswers(answers: Answers, sealing: Sealing, dataKeys: DataKeys): Answers {
  return {
    async begin(keyId, request) {
      const begun = await answers.begin(keyId, request);
      if (begun.kind !== "answered") return begun;
      const sealed = JSON.parse(begun.answer) as Sealed;
      const key = (await dataKeys.load([sealed.keyId])).get(sealed.keyId);
      // Without its key nothing of the answer is left; the log still knows what was recorded.
      if (key === undefined || key === "destroyed") return { kind: "begun", before: true };
      return { kind: "answered", answer: sealing.open(key, context(keyId), sealed) };
    },
    async finish(keyId, { answer, found }) {
      const key = (await dataKeys.forSubjects([logSubject])).get(logSubject);
      if (key === undefined) throw new Error("The log has no data key.");
      await answers.finish(keyId, { answer: JSON.stringify(sealing.seal(key, context(keyId), answer)), found });
    },
    release: (keyId) => answers.release(keyId),
  };
}

/** What kept answers say; those whose key is gone say nothing. */
export async function openAnswers(
  kept: readonly KeptAnswer[],
  sealing: Sealing,
  dataKeys: DataKeys,
): Promise<readonly KeptAnswer[]> {
  const parsed = kept.map(({ keyId, answer }) => ({ keyId, sealed: JSON.parse(answer) as Sealed }));
  const keys = await dataKeys.load([...new Set(parsed.map(({ sealed }) => sealed.keyId))]);
  return parsed.flatMap(({ keyId, sealed }) => {
    const key = keys.get(sealed.keyId);
    return key === undefined || key === "destroyed"
      ? []
      : [{ keyId, answer: sealing.open(key, context(keyId), sealed) }];
  });
}
