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
 * Does what is left of an erasure that the log holds; of one that it does not hold, nothing, and the answer is false. The event
 * comes first, so that nothing is taken from whom a rule protects.
 */
export async function finishErasure(parts: FinishParts, memberId: string): Promise<boolean> {
  if (!isErased((await parts.read(memberStream(memberId))).events)) return false;
  await forgetPeople(parts, [memberId]);
  await parts.begun.done(memberId);
  return true;
}

/**
 * Takes away what there is of people beside the log, and destroys their keys: the traces first, which can be found only as
 * long as the keys open what to look for; then the lists, so that a key is never gone in a database alone; then the keys.
 * Each may be done again.
 */
export async function forgetPeople(
  { read, keepers, lists, destruction, now }: Omit<FinishParts, "begun">,
  memberIds: readonly string[],
): Promise<void> {
  const keys = await destruction.present(memberIds);
  for (const memberId of new Set(keys.map(({ subject }) => subject))) {
    const person = personOf(memberId, (await read(memberStream(memberId))).events);
    for (const keeper of keepers) await keeper.remove(person);
  }
  if (keys.length === 0) return;
  const destroyedAt = now().toISOString();
  for (const list of lists) await list.add(keys.map((key) => ({ ...key, destroyedAt })));
  await destruction.destroy(keys.map(({ keyId }) => keyId));
}
