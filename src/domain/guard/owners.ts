import type { Decided } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { GuardEntered } from "./messages.ts";

/** Whose an address or a name is (`ownerId` null: given back), and from which date. */
export type Owner = { readonly ownerId: string | null; readonly since: LocalDate };

/** Folds one guard of a name; null is a name that nobody ever had. */
export const evolveOwner = (state: Owner | null, { data, effectiveOn }: Decided<GuardEntered>): Owner | null =>
  data.facts.reduce<Owner | null>((owner, fact) => {
    if (fact.kind !== "owner") return owner;
    const since = owner !== null && owner.since > effectiveOn ? owner.since : effectiveOn;
    return { ownerId: fact.ownerId, since };
  }, state);
