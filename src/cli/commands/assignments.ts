import type { Command } from "commander";
import { type AssignmentChanges, assignmentChanges } from "../../app/roster/assignmentChanges.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import { changed } from "../change.ts";
import {
  acceptUncovered,
  assignmentType,
  type ChangeOptions,
  date,
  dated,
  effectiveOn,
  examples,
  reason,
  withdraw,
} from "../options.ts";
import type { Session } from "../session.ts";

type Accepting = ChangeOptions & { readonly acceptUncovered?: readonly string[] };

/** Who covers what. */
export function addAssignmentCommands(program: Command, session: Session): void {
  const changes = async (): Promise<AssignmentChanges> => assignmentChanges(await session.muster());
  const assign = program
    .command("assign <member> <queue>")
    .description("have a member cover a queue")
    .addOption(assignmentType("how they cover it").default("primary"))
    .addOption(effectiveOn("from when on"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(
        async (member: string, queue: string, options: ChangeOptions & { readonly type: AssignmentType }) => {
          const how = { type: options.type, ...dated(options) };
          return changed(
            session,
            await (await changes()).assignQueue({ member, queue }, how, session.context(options.reason)),
          );
        },
      ),
    );
  examples(
    assign,
    'assign ada@example.com "Cloud - Security"',
    'assign "Ada Lovelace" "Cloud - Security" --type backup --effective-on 2025-03-01',
  );
  addRetyping(program, session, changes);
  addUnassigning(program, session, changes);
}

type Changes = () => Promise<AssignmentChanges>;

function addRetyping(program: Command, session: Session, changes: Changes): void {
  const retype = program
    .command("retype <member> <queue>")
    .description("change how a member covers a queue")
    .addOption(assignmentType("how they cover it from then on").makeOptionMandatory())
    .addOption(acceptUncovered())
    .addOption(effectiveOn("from when on"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, queue: string, given: Accepting & { readonly type: AssignmentType }) => {
        const how = { type: given.type, acceptUncovered: given.acceptUncovered, ...dated(given) };
        return changed(session, await (await changes()).retype({ member, queue }, how, session.context(given.reason)));
      }),
    );
  examples(retype, 'retype ada@example.com "Cloud - Security" --type backup');
}

function addUnassigning(program: Command, session: Session, changes: Changes): void {
  const unassign = program
    .command("unassign <member> <queue>")
    .description("have a member cover a queue no longer; the assignment stays in the table, inactive")
    .addOption(acceptUncovered())
    .addOption(effectiveOn("the first day without"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, queue: string, given: Accepting) => {
        const how = { acceptUncovered: given.acceptUncovered, ...dated(given) };
        return changed(
          session,
          await (await changes()).unassignQueue({ member, queue }, how, session.context(given.reason)),
        );
      }),
    );
  examples(
    unassign,
    'unassign ada@example.com "Cloud - Security" --reason "moved to the night watch"',
    'unassign ada@example.com "Cloud - Security" --accept-uncovered "Cloud - Security"',
  );
}
