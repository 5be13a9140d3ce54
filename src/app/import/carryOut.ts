import { Rejection } from "../../domain/kernel/rejection.ts";
import type { CommandContext, CommandHandler } from "../commandHandler.ts";
import type { Position } from "../ports/eventLog.ts";
import type { ImportPlan } from "./planImport.ts";
import type { Preferences } from "./readPreferences.ts";
import { withPlace } from "./rehearse.ts";

/** What an import has recorded, and where the log stands with it. */
export type Made = {
  readonly queuesOpened: number;
  readonly membersRegistered: number;
  readonly assignmentsMade: number;
  readonly position: Position;
};

type Carrying = {
  readonly parts: { readonly commands: CommandHandler };
  readonly options: {
    readonly context: Pick<CommandContext, "actor" | "reason">;
    readonly onProgress?: (done: number, total: number) => void;
  };
  readonly correlationId: string;
};
type Prepared = { readonly plan: ImportPlan; readonly preferences: Preferences; readonly head: Position };

/** Records the plan, a queue or a member with all of their assignments at a time. */
export async function carryOut(
  { parts, options, correlationId }: Carrying,
  { plan, preferences, head }: Prepared,
): Promise<Made> {
  const changes = [...plan.queues, ...plan.members];
  const types: string[] = [];
  let position = head;
  for (const [done, change] of changes.entries()) {
    options.onProgress?.(done, changes.length);
    const context = { ...options.context, correlationId, commandId: change.commandId };
    const outcome = await parts.commands.handle(change.commands, context).catch((error: unknown) => {
      throw error instanceof Rejection ? withPlace(error, change, preferences) : error;
    });
    types.push(...outcome.events.map(({ type }) => type));
    if (outcome.position > position) position = outcome.position;
  }
  if (changes.length > 0) options.onProgress?.(changes.length, changes.length);
  const count = (type: string) => types.filter((each) => each === type).length;
  return {
    queuesOpened: count("QueueOpened"),
    membersRegistered: count("MemberRegistered"),
    assignmentsMade: count("QueueAssigned"),
    position,
  };
}
