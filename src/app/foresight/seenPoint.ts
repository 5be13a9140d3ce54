import { mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { PointTold } from "../asOf.ts";

const hidden = "It would be refused on its day; who may see the whole history is told why.";

/** The point as far as the principal may hear of it: why a scheduled change would be refused may name anybody. */
export function seenPoint(principal: Principal, { scheduled, ...point }: PointTold): PointTold {
  if (!scheduled) return point;
  const isToldAll = mayDo(principal, { kind: "read-history", team: null });
  const refused = scheduled.refused.map((each) => (isToldAll ? each : { ...each, message: hidden }));
  return { ...point, scheduled: { ...scheduled, refused } };
}
