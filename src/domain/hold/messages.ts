import type { LocalDate } from "../kernel/time.ts";

/**
 * Whom a hold covers that names nobody: those who were ever on the team, and those who left between two days, both
 * included. What is null is not asked; what is asked must all be so.
 */
export type HoldQuery = {
  readonly team: string | null;
  readonly leftFrom: LocalDate | null;
  readonly leftUntil: LocalDate | null;
};

type Named<T extends string, D extends object> = { readonly type: T; readonly data: Readonly<D> };

/**
 * A legal hold: nothing of whom it covers may be erased or sealed while it lasts. A hold on several members is recorded
 * once for each of them, since its reason may tell of them and is sealed under the key of `heldMember`; a hold by query tells
 * of nobody.
 */
export type HoldEvent =
  | Named<"LegalHoldPlaced", { holdId: string; heldMember: string | null; query: HoldQuery | null }>
  | Named<"LegalHoldReleased", { holdId: string; heldMember: string | null }>;

/** The one stream of all holds. It guards them, too: who is erased or sealed is entered here. */
export const holdStream = "legal-holds";
