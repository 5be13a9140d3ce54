import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { asksForPoint, asOf, type PointAsked } from "../../app/asOf.ts";
import { seenPoint } from "../../app/foresight/seenPoint.ts";
import type { Muster } from "../../app/muster.ts";
import { asJson } from "../schemas/json.ts";
import type { pointSchema } from "../schemas/points.ts";
import { callerOf } from "./caller.ts";

type Told = { at?: z.output<typeof pointSchema> };

/** Muster at the point that a request asks for, and what its answer tells of that; as it is now where none is. */
export async function atPoint(
  request: FastifyRequest,
  muster: Muster,
  asked: PointAsked,
): Promise<{ muster: Muster; told: Told }> {
  if (!asksForPoint(asked)) return { muster, told: {} };
  const then = await asOf(muster, asked);
  return { muster: then.muster, told: { at: asJson(seenPoint(callerOf(request), then.point)) } };
}
