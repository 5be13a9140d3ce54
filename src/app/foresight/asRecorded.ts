import { type DomainEvent, streamOf } from "../../domain/event.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { Recorded } from "../../domain/recorded.ts";
import type { CommandContext } from "../handling.ts";
import { deriveId } from "../ids.ts";

// After everything that is recorded: what matters of a position and a revision is their order.
const beyond = 4_000_000_000_000_000_000n;

type Recording = { readonly index: number; readonly context: CommandContext; readonly recordedAt: string };

/** A decided event as it will be read back, after everything that is recorded. */
export function asRecorded(
  event: Decided<DomainEvent>,
  { index, context, recordedAt }: Recording,
): Recorded<DomainEvent> {
  const { commandId, actor, reason, correlationId = commandId, causationId = commandId } = context;
  const first = event.type === "MemberRegistered" || event.type === "QueueOpened";
  const order = beyond + BigInt(index);
  return {
    ...event,
    ...{ stream: streamOf(event), position: order, revision: first ? 0n : order },
    meta: {
      ...{ eventId: deriveId(commandId, String(index)), commandId, correlationId, causationId, actor, recordedAt },
      ...(reason !== undefined && { reason }),
      ...{ effectiveOn: event.effectiveOn, schemaVersion: 1 },
    },
  };
}
