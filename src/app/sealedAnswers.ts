import { type DataKeys, logSubject } from "./ports/dataKeys.ts";
import type { Answers } from "./ports/answers.ts";
import type { Sealed, Sealing } from "./ports/sealing.ts";

/** Answers under the log's data key: a refusal may name people, and it lies outside of the log. */
export function sealedAnswers(answers: Answers, sealing: Sealing, dataKeys: DataKeys): Answers {
  const context = (keyId: string) => `answer/${keyId}`;
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
