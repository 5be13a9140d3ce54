import { Rejection } from "../../domain/kernel/rejection.ts";
import type { Command } from "../../domain/command.ts";
import type { CommandContext, CommandHandler } from "../commandHandler.ts";
import { inWords } from "../preferences/failures.ts";
import type { ImportPlan, PlannedChange } from "./planImport.ts";
import type { Preferences } from "./readPreferences.ts";

/** How many members are decided upon together. */
const batch = 100;

export type Rehearsal = { readonly commands: CommandHandler; readonly context: CommandContext };

/**
 * Decides every change of the plan without recording any, so that an import is refused before its first event or not at all.
 * @throws {Rejection} the domain's own, with the place in the file
 */
export async function rehearse({ commands, context }: Rehearsal, plan: ImportPlan, file: Preferences): Promise<void> {
  const plays = async (changes: readonly PlannedChange[]) => {
    const [first, ...others] = changes.flatMap((change): readonly Command[] => change.commands);
    if (first) await commands.plan([first, ...others], context);
  };
  await firstRefused(plays, [], { changes: plan.queues, file });
  for (let start = 0; start < plan.members.length; start += batch)
    await firstRefused(plays, plan.queues, { changes: plan.members.slice(start, start + batch), file });
}

type Batch = { readonly changes: readonly PlannedChange[]; readonly file: Preferences };
type Play = (changes: readonly PlannedChange[]) => Promise<void>;

/** All at once; where that is refused, one after the other, to find the place. */
async function firstRefused(play: Play, before: readonly PlannedChange[], { changes, file }: Batch): Promise<void> {
  try {
    await play([...before, ...changes]);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    for (const [index, change] of changes.entries())
      await play([...before, ...changes.slice(0, index + 1)]).catch((reason: unknown) => {
        throw reason instanceof Rejection ? withPlace(reason, change, file) : reason;
      });
    throw error;
  }
}

/** A refusal, with the place in the file that it is about. */
export function withPlace({ code, message, details }: Rejection, change: PlannedChange, file: Preferences): Rejection {
  const place = code === "unknown-team" ? file.teamPlace : change.place;
  return new Rejection(code, `${file.file}, ${inWords(place)}: ${message}`, { ...details, place });
}
