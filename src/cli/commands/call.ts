import { type Command, InvalidArgumentError } from "commander";
import { examples } from "../options.ts";
import { printable } from "../printable.ts";
import type { Session } from "../session.ts";

/** The functions by the names that assistants and programs know them by. */
export function addCallCommand(program: Command, session: Session): void {
  const command = program
    .command("call [function]")
    .argument("[input]", "what it takes, as JSON (default: nothing)")
    .description("call one of the functions by its name; without one, list them")
    .action(
      session.answering(async (name: string | undefined, input: string | undefined) => {
        const [{ functionNamed, teamFunctions }, { callFunction }] = await Promise.all([
          import("../../app/functions/teamFunctions.ts"),
          import("../../app/functions/callFunction.ts"),
        ]);
        if (name === undefined) {
          const known = teamFunctions.map(({ name: each, title, hints }) => ({ name: each, title, ...hints }));
          return { json: known, text: known.map(({ name: each, title }) => `${each}: ${title}`).join("\n") };
        }
        const called = functionNamed(name);
        if (!called) throw new InvalidArgumentError(`There is no function ${name}: muster call lists them.`);
        const answer = await callFunction(called, session.caller(), parsed(input));
        return { json: answer, text: printable(called.inShort(answer), "\n"), isChange: true };
      }),
    );
  examples(command, "call", "call get_team_members", `call get_member_by_email '{"email":"ada@example.com"}' --json`);
}

function parsed(input: string | undefined): unknown {
  try {
    return input === undefined ? {} : JSON.parse(input);
  } catch {
    throw new InvalidArgumentError("The input takes one JSON object.");
  }
}
