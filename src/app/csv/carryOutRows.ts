import { Rejection } from "../../domain/kernel/rejection.ts";
import { createHash } from "node:crypto";
import { canonicalJson } from "../codec/envelope.ts";
import type { CommandContext, CommandHandler } from "../commandHandler.ts";
import type { Commands } from "../decideAll.ts";
import { deriveId } from "../ids.ts";
import type { Position } from "../ports/eventLog.ts";
import { placed } from "./problems.ts";
import type { RowCommand } from "./rehearseRows.ts";

/** So many commands are one change at most where the log takes several streams at once. */
const together = 2_000;

type Part = readonly [RowCommand, ...RowCommand[]];

export type Carrying = {
  readonly commands: CommandHandler;
  /** Whether an append to several streams is one step. */
  readonly atomic: boolean;
  /** Its id is the import's. */
  readonly context: CommandContext;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** How many commands are recorded, and where the log stands with the last of them; null where there was none. */
export type Carried = { readonly position: Position | null; readonly events: number };

/**
 * Records the commands in their order: all as one change where the log can and they are not too many, else part by part.
 * @throws {Rejection} where somebody else's change came between; what stands before it in the file's order is recorded
 */
export async function carryOutRows(carrying: Carrying, commands: readonly RowCommand[]): Promise<Carried> {
  const parts = inParts(commands, carrying.atomic);
  let [position, events, done]: [Position | null, number, number] = [null, 0, 0];
  for (const part of parts) {
    carrying.onProgress?.(done, commands.length);
    const outcome = await recordPart(carrying, part).catch((error: unknown) => {
      throw error instanceof Rejection ? interrupted(error, part, done) : error;
    });
    done += part.length;
    events += outcome.events.length;
    if (position === null || outcome.position > position) position = outcome.position;
  }
  if (parts.length > 0) carrying.onProgress?.(done, commands.length);
  return { position, events };
}

/** Where an append takes one stream, one part is what follows each other of one row. */
function inParts(commands: readonly RowCommand[], atomic: boolean): readonly Part[] {
  const parts: [RowCommand, ...RowCommand[]][] = [];
  for (const each of commands) {
    const part = parts.at(-1);
    const fits = part !== undefined && part.length < together && (atomic || part[0].plan === each.plan);
    if (fits) part.push(each);
    else parts.push([each]);
  }
  return parts;
}

/**
 * The id of a part derives from the import's and from what it orders: the same again is the same change, and what is
 * left of an import that was interrupted is another one.
 */
function recordPart({ commands, context }: Carrying, [first, ...others]: Part) {
  const ordered: Commands = [first.command, ...others.map(({ command }) => command)];
  const what = createHash("sha256").update(canonicalJson(ordered)).digest("base64url");
  const commandId = deriveId(context.commandId, "part", what);
  return commands.handle(ordered, { ...context, correlationId: context.correlationId ?? context.commandId, commandId });
}

function interrupted({ code, message, details }: Rejection, part: Part, done: number): Rejection {
  const at = details["command"];
  const { plan, command } = part[typeof at === "number" ? at : 0] ?? part[0];
  const problem = { row: plan.row, column: null, code, message } as const;
  const before =
    done === 0
      ? "Nothing was imported."
      : "What comes before it in the order of dates is imported, and stays: import the file again.";
  return new Rejection("import-refused", `${before} ${placed(problem)}`, {
    ...{ total: 1, problems: [problem], recorded: done, command: command.type },
  });
}
