import { mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { PointTold } from "../asOf.ts";
import type { WouldBeRefused } from "./toCome.ts";

const hidden = "It would be refused on its day; who may see the whole history is told why.";

/** Scheduled changes that would be refused, as far as the principal may hear of it: the reason may name anybody. */
export function seenRefusals(principal: Principal, refused: readonly WouldBeRefused[]): readonly WouldBeRefused[] {
  const isToldAll = mayDo(principal, { kind: "read-history", team: null });
  return refused.map((each) => (isToldAll ? each : { ...each, message: hidden }));
}

/** The point as far as the principal may hear of it. */
export const seenPoint = (principal: Principal, { scheduled, ...point }: PointTold): PointTold =>
  scheduled ? { ...point, scheduled: { ...scheduled, refused: seenRefusals(principal, scheduled.refused) } } : point;
