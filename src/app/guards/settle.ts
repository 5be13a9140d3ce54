import { type Appended, type EventLog, StreamConflict, type Write } from "../ports/eventLog.ts";
import { abortedId, byStream, type EncodeGuard, type Intent, recordedId, writeOf } from "./intent.ts";

/** Where intents are kept, and how their bookkeeping becomes bytes. */
export type Guarded = { readonly log: EventLog; readonly encodeGuard: EncodeGuard };

export type Settlement =
  | { readonly outcome: "committed"; readonly appended: Appended }
  | { readonly outcome: "aborted"; readonly conflict: StreamConflict };

/**
 * Finishes an intent, whoever began it and however far it came: every step is an append whose event ids derive from
 * the intent, so that doing it again, or at the same time as another, changes nothing. It ends committed whole or
 * aborted whole, and always the same way: see ADR 0005 for why.
 */
export async function settle(guarded: Guarded, intent: Intent): Promise<Settlement> {
  const decided = await decide(guarded, intent);
  if (decided instanceof StreamConflict) return { outcome: "aborted", conflict: decided };
  return { outcome: "committed", appended: await complete(guarded.log, intent, decided) };
}

/** Records the intent in its other streams by name, then appends the write that decides. */
async function decide(guarded: Guarded, intent: Intent): Promise<Appended | StreamConflict> {
  const [deciding, ...others] = intent.writes;
  if (!deciding) throw new Error(`Intent ${intent.intentId} has no writes.`);
  const recorded: Write[] = [];
  try {
    for (const { stream, expected } of others.toSorted(byStream)) {
      const event = await guarded.encodeGuard(
        { type: "IntentRecorded", data: intent },
        recordedId(intent.intentId, stream),
      );
      const record = { stream, expected: BigInt(expected), events: [event] };
      await guarded.log.append([record]);
      recorded.push(record);
    }
    return await guarded.log.append([writeOf(deciding, 0n)]);
  } catch (error) {
    if (!(error instanceof StreamConflict)) throw error;
    // Revisions only grow: what is overtaken once stays so, for whoever tries it and whenever.
    await abort(guarded, intent, recorded);
    return error;
  }
}

async function abort({ log, encodeGuard }: Guarded, { intentId }: Intent, recorded: readonly Write[]): Promise<void> {
  for (const { stream, expected } of recorded) {
    const settled = { type: "IntentSettled", data: { intentId, outcome: "aborted" } } as const;
    const event = await encodeGuard(settled, abortedId(intentId, stream));
    await follow(log, { stream, expected: expected + 1n, events: [event] });
  }
}

async function complete(log: EventLog, intent: Intent, decided: Appended): Promise<Appended> {
  let { position } = decided;
  for (const write of intent.writes.slice(1)) {
    const appended = await follow(log, writeOf(write, 1n));
    if (appended.position > position) position = appended.position;
  }
  return { position, repeated: decided.repeated };
}

/** Appends right after a recorded intent, where nobody else may: a conflict here is no lost race. */
async function follow(log: EventLog, write: Write): Promise<Appended> {
  try {
    return await log.append([write]);
  } catch (cause) {
    if (!(cause instanceof StreamConflict)) throw cause;
    throw new Error(`Stream ${write.stream} was written to although an intent waits in it.`, { cause });
  }
}
