import type { z } from "zod";
import { asksForPoint, asOf, type PointAsked } from "../../app/asOf.ts";
import type { Muster } from "../../app/muster.ts";
import type { pointSchema } from "../schemas/points.ts";

type Told = { at?: z.output<typeof pointSchema> };

/** Muster at the point that a request asks for, and what its answer tells of that; as it is now where none is. */
export async function atPoint(muster: Muster, asked: PointAsked): Promise<{ muster: Muster; told: Told }> {
  if (!asksForPoint(asked)) return { muster, told: {} };
  const then = await asOf(muster, asked);
  return { muster: then.muster, told: { at: { ...then.point, position: String(then.point.position) } } };
}
