import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../../app/access/authentication.ts";
import type { Principal } from "../../app/access/principal.ts";
import { ProblemError } from "../problems/problem.ts";
import { callerOf } from "./caller.ts";

/** How often it is asked whether a stream's caller may still have it, and how long an end may take, in milliseconds. */
const [asks, ends] = [1_000, 500];
/** Streams of one caller at a time. */
const most = 20;

/** Answers that do not end by themselves, and what ends them. */
export type OpenStreams = {
  /** Aborted when the caller has gone, may not have the stream any more, or the server stops. */
  begin(request: FastifyRequest, reply: FastifyReply): AbortSignal;
};

export function openStreams(app: FastifyInstance, authenticate: Authenticate): OpenStreams {
  const closing = new AbortController();
  const open = new Map<string, number>();
  app.addHook("preClose", (done) => {
    closing.abort();
    done();
  });
  const count = (caller: string, more: number): void => {
    const left = (open.get(caller) ?? 0) + more;
    if (left > 0) open.set(caller, left);
    else open.delete(caller);
  };
  return {
    begin(request, { raw }) {
      const caller = callerOf(request);
      const name = JSON.stringify(caller.actor);
      if ((open.get(name) ?? 0) >= most)
        throw new ProblemError("too-many-requests", `You have ${most} streams open already.`);
      const over = new AbortController();
      const asking = setInterval(
        () => void stillMay(authenticate, request, caller).then((may) => may || over.abort()),
        asks,
      ).unref();
      const signal = AbortSignal.any([closing.signal, over.signal]);
      // What a caller does not take would keep the stream open.
      signal.addEventListener("abort", () => setTimeout(() => raw.destroy(), ends).unref());
      count(name, 1);
      raw.once("close", () => {
        over.abort();
        clearInterval(asking);
        count(name, -1);
      });
      // Whoever has gone before this was asked is not waited for.
      if (raw.destroyed) raw.emit("close");
      return signal;
    },
  };
}

/** Whether a token still says the same: not where it was revoked, has ended, or is of another role or team by now. */
async function stillMay(authenticate: Authenticate, request: FastifyRequest, before: Principal): Promise<boolean> {
  try {
    const { roles, team } = await authenticate(request);
    return team === before.team && JSON.stringify(roles) === JSON.stringify(before.roles);
  } catch {
    return false;
  }
}
