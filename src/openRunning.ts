import { persevering } from "./app/fallback/persevering.ts";
import { sweepIntents } from "./app/guards/sweepIntents.ts";
import { TablesBehind } from "./app/ports/projections.ts";
import { refuseRolledBack } from "./app/rolledBack.ts";
import { runScheduler } from "./app/scheduling/scheduler.ts";
import type { Parts } from "./composition/parts.ts";
import { Tokens } from "./composition/tokens.ts";
import { systemClock } from "./infra/clock.ts";
import { forget } from "./openErasure.ts";
import { scheduledChanges } from "./openChanges.ts";

/** Begins once the database is there, and goes on through every outage. */
export async function run(parts: Parts, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
  const pulse = parts.get(Tokens.pulse);
  pulse.keep(signal);
  const begun = await persevering(() => pulse.during(() => workers(parts)), { signal, onProblem });
  if (!begun) return;
  const [projections, roster, inUse, guarded, codec, ledger, figures] = begun;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const sweep = () => sweepIntents(guarded, (stored) => codec.decode(stored), until);
  await forgetting(parts, { signal: until, onProblem });
  const work = [
    projections.run(until, onProblem),
    ledger.keeper.run(until, onProblem),
    roster.run(() => parts.get(Tokens.homeFile).read(), until, onProblem),
    inUse.watch(until),
    schedule(parts, until, onProblem),
    figures.follow(until),
    ...(guarded.log.atomic ? [] : [persevering(sweep, { signal: until, onProblem })]),
  ];
  // What fails ends the others, so that nothing is at work once this has ended.
  await Promise.allSettled(work.map((each) => each.catch(() => stop.abort())));
  await Promise.all(work);
}

type Running = { readonly signal: AbortSignal; readonly onProblem: (problem: unknown) => void };

/** Before anything follows the log. Tables that are far behind it come to what was forgotten as they are brought up. */
async function forgetting(parts: Parts, { signal, onProblem }: Running): Promise<void> {
  try {
    await persevering(() => parts.get(Tokens.pulse).during(() => forget(parts)), { signal, onProblem });
  } catch (error) {
    if (!(error instanceof TablesBehind)) throw error;
    onProblem(error);
  }
}

async function schedule(parts: Parts, signal: AbortSignal, onProblem: (problem: unknown) => void): Promise<void> {
  const [elect, { timezone }] = [await parts.getAsync(Tokens.electScheduler), await parts.getAsync(Tokens.identity)];
  await runScheduler({ changes: scheduledChanges(parts), elect, clock: systemClock, timezone }, signal, onProblem);
}

async function workers(parts: Parts) {
  await refuseRolledBack(await parts.getAsync(Tokens.readModel));
  return Promise.all([
    parts.getAsync(Tokens.projections),
    parts.getAsync(Tokens.rosterFile),
    parts.getAsync(Tokens.keysInUse),
    parts.getAsync(Tokens.guarded),
    parts.getAsync(Tokens.codec),
    parts.getAsync(Tokens.ledger),
    parts.getAsync(Tokens.figures),
  ]);
}
