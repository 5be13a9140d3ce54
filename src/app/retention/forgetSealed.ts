import { memberStream } from "../../domain/event.ts";
import type { FinishParts as ErasureParts } from "../erasure/finish.ts";
import { personOf } from "../erasure/person.ts";

/**
 * Takes away what is left of sealed members beside the log, and destroys their keys, as an erasure does: traces first, which
 * can be found only as long as the keys open what to look for, then the lists, then the keys. It may be done again.
 */
export async function forgetSealed(
  { read, keepers, lists, destruction, now }: Omit<ErasureParts, "begun">,
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
