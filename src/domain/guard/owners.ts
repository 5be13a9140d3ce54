import { inserted, latest } from "../kernel/dated.ts";
import type { Decided } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import type { GuardEntered } from "./messages.ts";

/** Whose an address or a name is (`ownerId` null: given back), and from which date. */
export type Owner = { readonly ownerId: string | null; readonly on: LocalDate };

/** Whose it was from each date on. */
export type Ownership = readonly Owner[];

/** Folds one guard of a name; nothing is a name that nobody ever had. */
export const evolveOwnership = (known: Ownership, { data, effectiveOn }: Decided<GuardEntered>): Ownership =>
  data.facts.reduce<Ownership>(
    (owners, fact) => (fact.kind === "owner" ? inserted(owners, { ownerId: fact.ownerId, on: effectiveOn }) : owners),
    known,
  );

/** Whose it is on a date; null where nobody's. */
export const ownerOn = (ownership: Ownership, date: LocalDate): string | null =>
  latest(ownership, date)?.ownerId ?? null;
