import { memberStream } from "../../domain/event.ts";
import { isErased } from "../../domain/member/erased.ts";
import type { BegunErasures, DestroyedKeys, KeyDestruction } from "../ports/keyDestruction.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { personOf } from "./person.ts";
import type { TraceKeeper } from "./traces.ts";

export type FinishParts = {
  readonly read: ReadStreamFrom;
  readonly keepers: readonly TraceKeeper[];
  readonly destruction: KeyDestruction;
  readonly lists: readonly DestroyedKeys[];
  readonly begun: BegunErasures;
  readonly now: () => Date;
};

/**
 * Does what is left of an erasure that the log holds; of one that it does not hold, nothing, and the answer is false. The event comes first, so that
 * nothing is taken from whom a rule protects; then the traces, which can be found only as long as the key opens what to look
 * for; then the lists, so that a key is never gone in a database alone; then the key. Each may be done again.
 */
export async function finishErasure(parts: FinishParts, memberId: string): Promise<boolean> {
  const { events } = await parts.read(memberStream(memberId));
  if (!isErased(events)) return false;
  const keys = await parts.destruction.present([memberId]);
  if (keys.length > 0) {
    const person = personOf(memberId, events);
    for (const keeper of parts.keepers) await keeper.remove(person);
    const destroyedAt = parts.now().toISOString();
    for (const list of parts.lists) await list.add(keys.map((key) => ({ ...key, destroyedAt })));
    await parts.destruction.destroy(keys.map(({ keyId }) => keyId));
  }
  await parts.begun.done(memberId);
  return true;
}
