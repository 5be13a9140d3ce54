import type { z } from "zod";
import { Rejection } from "../../domain/kernel/rejection.ts";
import { guardedChanges } from "../access/guardedChanges.ts";
import { guardedQueries } from "../access/guardedQueries.ts";
import type { Principal } from "../access/principal.ts";
import { asksForPoint, asOf } from "../asOf.ts";
import { fromDatabase } from "./answers.ts";
import type { CommandContext } from "../commandHandler.ts";
import { seenPoint } from "../foresight/seenPoint.ts";
import { type Fallback, orFromFile } from "../fallback/orFromFile.ts";
import { newCommandId } from "../ids.ts";
import type { Muster } from "../muster.ts";
import type { Reading, RecordRead } from "../reads/recordedReads.ts";
import type { FallbackRoster } from "../preferences/readFallback.ts";
import { changeLists } from "../served/changeLists.ts";
import { scheduleDesk } from "../served/scheduleDesk.ts";
import { undoFor } from "../served/undoing.ts";
import { myTeam } from "./myTeam.ts";
import type { FileContext, FunctionContext, TeamFunction } from "./teamFunction.ts";

/** What makes a call the same change as another, and what it goes on from. A new command where no id is given. */
export type Call = Partial<Omit<CommandContext, "actor" | "reason">>;

/**
 * Who calls, and what is called.
 * @property muster opened when it is first needed; an outage of it may be answered from the file
 * @property homeTeam the team of the caller's own preferences file, where the caller has one
 * @property fallback the kept file's roster, for when the database cannot be reached
 * @property local whether this machine's own user calls, who is told what the system said and where files lie
 * @property correlationId of the request that the caller makes, if any
 * @property recordRead records what is read, where that is not to be asked of `muster`
 */
export type Caller = {
  readonly principal: Principal;
  readonly muster: () => Promise<Muster>;
  readonly homeTeam?: ((muster: Muster) => Promise<string | null>) | undefined;
  readonly fallback?: Fallback | undefined;
  readonly local?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly recordRead?: RecordRead | undefined;
};

/**
 * Calls one of the functions: checks what it is given, and runs it as the caller.
 * @throws {Rejection} {AccessDenied} {ReadNotRecorded} and whatever an outage throws that the file cannot stand in for
 */
export async function callFunction<Input extends z.ZodObject, Output extends z.ZodObject>(
  called: TeamFunction<string, Input, Output>,
  caller: Caller,
  given: unknown,
  call: Call = {},
): Promise<z.output<Output>> {
  const input = checked(called.input, given);
  const run = async () => called.run(contextOf(await caller.muster(), caller, call), input);
  const { answer } = await orFromFile(caller.fallback, run, (roster) =>
    called.fromFile?.(fileContextOf(caller, roster), input),
  );
  // What is not in its shape is not answered.
  const told = called.output.parse(answer);
  if (called.hints.readOnly) await recorded(caller, { what: called.name, asked: input, answer: told });
  return told;
}

/** What a change answers is in the log with the change. */
async function recorded(caller: Caller, reading: Reading): Promise<void> {
  const { principal, correlationId } = caller;
  const recordRead = caller.recordRead ?? (await caller.muster()).reads.record;
  await recordRead(principal, { ...reading, correlationId });
}

/** Whose record says their team cannot be told: the file knows no ids. */
const fileContextOf = ({ principal, homeTeam }: Caller, roster: FallbackRoster): FileContext => ({
  ...{ principal, roster },
  myTeam: principal.team ?? (homeTeam && principal.memberId === null ? roster.team : null),
});

function contextOf(
  muster: Muster,
  { principal, homeTeam, local = false, correlationId }: Caller,
  call: Call,
): FunctionContext {
  return {
    ...{ muster, principal, local },
    queries: guardedQueries(principal, muster.queries),
    async at(asked) {
      if (!asksForPoint(asked)) return { queries: guardedQueries(principal, muster.queries), source: fromDatabase };
      const { muster: then, point } = await asOf(muster, asked);
      const { scheduled, position, ...rest } = seenPoint(principal, point);
      const coming = scheduled && { ...scheduled, refused: scheduled.refused.map((each) => ({ ...each })) };
      const told = { ...rest, position: String(position), ...(coming && { scheduled: coming }) };
      return { queries: guardedQueries(principal, then.queries), source: { ...fromDatabase, ...told } };
    },
    changes: guardedChanges(principal, muster),
    scheduled: scheduleDesk(muster, principal),
    undo: undoFor(muster, principal),
    lists: changeLists(muster, principal),
    myTeam: () => myTeam(principal, muster, homeTeam),
    order: (reason) => ({
      commandId: newCommandId(),
      ...(correlationId !== undefined && { correlationId }),
      ...call,
      actor: principal.actor,
      ...(reason !== undefined && { reason }),
    }),
  };
}

function checked<Input extends z.ZodObject>(input: Input, given: unknown): z.output<Input> {
  const parsed = input.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  const complaint = `${issue?.message ?? "It is of another shape"}.`;
  throw new Rejection("invalid-value", field === "" ? complaint : `${field}: ${complaint}`, { field });
}
