import { createHash } from "node:crypto";
import type { Actor } from "../domain/kernel/actor.ts";
import { canonicalJson } from "./codec/envelope.ts";
import { deriveId } from "./ids.ts";
import type { Answers } from "./ports/answers.ts";

/** A request that its caller may repeat: `asked` is all that makes it this request and no other. */
export type Repeatable = { readonly actor: Actor; readonly key: string; readonly asked: unknown };

/**
 * An answer, and what is kept of it.
 * @property keep `lasting` as long as keys are; `while-it-goes-well` where the log has it as well; `no` where asking again
 * may have another outcome
 */
export type Answered<Answer> = { readonly answer: Answer; readonly keep: "lasting" | "while-it-goes-well" | "no" };

/** Which command a request is, and whether it was begun before by one who did not come to its end. */
export type Running = { readonly commandId: string; readonly repeated: boolean };

/** The key cannot be used now: its first request still runs, or was another one. */
export class KeyInUse extends Error {
  override readonly name = "KeyInUse";
  readonly by: "running" | "other-request";

  constructor(by: KeyInUse["by"]) {
    super(
      by === "running"
        ? "The first request with this Idempotency-Key has not ended yet. Repeat it in a while."
        : "This Idempotency-Key was used for another request. Take a new key for a new change.",
    );
    this.by = by;
  }
}

/**
 * Runs a request once and answers it as often as it is repeated. The id of its command derives from the actor, the key
 * and the request, so that a command whose process died before it answered is found in the log, not done twice.
 * @throws {KeyInUse}
 */
export async function onceOnly<Answer>(
  answers: Answers,
  { actor, key, asked }: Repeatable,
  run: (running: Running) => Promise<Answered<Answer>>,
): Promise<Answer> {
  const request = createHash("sha256").update(canonicalJson(asked)).digest("base64url");
  const keyId = deriveId("idempotency-key", actor.issuer, actor.subject, key);
  const begun = await answers.begin(keyId, request);
  // What was kept is what `run` answered, as JSON.
  if (begun.kind === "answered") return JSON.parse(begun.answer) as Answer;
  if (begun.kind !== "begun") throw new KeyInUse(begun.kind);
  try {
    const commandId = deriveId("request", actor.issuer, actor.subject, key, request);
    const { answer, keep } = await run({ commandId, repeated: begun.before });
    if (keep === "no") await answers.release(keyId);
    else await answers.finish(keyId, { answer: JSON.stringify(answer), found: keep === "while-it-goes-well" });
    return answer;
  } catch (error) {
    // Where it cannot be released either, the run ends by itself in a while.
    await answers.release(keyId).catch(() => undefined);
    throw error;
  }
}
