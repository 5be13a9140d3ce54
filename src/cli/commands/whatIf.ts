import { readFileSync } from "node:fs";
import type { Command } from "commander";
import type { LocalDate } from "../../domain/kernel/time.ts";
import { BadFile } from "../../app/preferences/failures.ts";
import type { Order } from "../../app/roster/orders.ts";
import { changed } from "../change.ts";
import { exitCode } from "../exitCode.ts";
import { dateOption, examples, reason } from "../options.ts";
import type { Answer, Session } from "../session.ts";
import { whatIfText } from "../views/whatIf.ts";

type Options = { readonly asOf?: LocalDate; readonly commit?: string; readonly reason?: string };

/** What would come of commands, and having just that recorded. */
export function addWhatIfCommand(program: Command, session: Session): void {
  const command = program
    .command("what-if <file>")
    .description("tell what would come of the commands in a JSON file, on any day; record just that with --commit")
    .addOption(dateOption("--as-of <date>", "the day that is told of, and of commands that name none (default: today)"))
    .option("--commit <plan>", "record what was shown, unless something has changed since")
    .addOption(reason())
    .action(session.answering((file: string, options: Options) => whatIf(session, file, options)));
  examples(
    command,
    "what-if moves.json",
    "what-if moves.json --as-of 2027-03-01 --json",
    "what-if moves.json --commit …",
  );
}

async function whatIf(session: Session, file: string, { asOf, commit, reason: why }: Options): Promise<Answer> {
  const orders = await ordersIn(file);
  const { changeLists } = await import("../../app/served/changeLists.ts");
  const lists = changeLists(await session.reading(), session.caller().principal);
  if (commit !== undefined) return changed(session, await lists.commit(orders, commit, session.context(why)));
  const told = await lists.rehearse({ orders, asOf }, session.context(why));
  const { events, ...rest } = told;
  const shown = events.map(({ type, meta, data }) => ({ type, effectiveOn: meta.effectiveOn, data }));
  const json = { ...rest, events: shown };
  return { json, text: whatIfText(told, session.colour), ...(told.plan === null && { exitCode: exitCode.refused }) };
}

/** The list itself, or what has it as `commands`: what goes to `POST /v1/commands` will do. */
async function ordersIn(path: string): Promise<readonly Order[]> {
  const { listed } = await import("../../app/roster/orderSchemas.ts");
  const found = listed.safeParse(commandsIn(parsed(path)));
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = issue?.path.join(".") ?? "";
  throw new BadFile(
    "wrong-shape",
    path,
    `${place === "" ? "its commands" : `commands.${place}`}: ${issue?.message ?? ""}`,
  );
}

const commandsIn = (json: unknown): unknown =>
  typeof json === "object" && json !== null && "commands" in json ? json.commands : json;

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadFile("malformed", path, "it is not JSON");
    throw new BadFile("missing", path, "there is no such file, or it may not be read");
  }
}
