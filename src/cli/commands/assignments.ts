import type { Command } from "commander";
import { type AssignmentChanges, assignmentChanges } from "../../app/roster/assignmentChanges.ts";
import type { AssignmentType } from "../../domain/member/messages.ts";
import { changed } from "../change.ts";
import { acceptUncovered, assignmentType, examples, onDate, reason } from "../options.ts";
import type { Session } from "../session.ts";

type On = { readonly date?: string; readonly reason?: string };
type Accepting = On & { readonly acceptUncovered?: readonly string[] };

/** Who covers what. */
export function addAssignmentCommands(program: Command, session: Session): void {
  const changes = async (): Promise<AssignmentChanges> => assignmentChanges(await session.muster());
  const assign = program
    .command("assign <member> <queue>")
    .description("have a member cover a queue")
    .addOption(assignmentType("how they cover it").default("primary"))
    .addOption(onDate("from when on"))
    .addOption(reason())
    .action(
      session.answering(async (member: string, queue: string, options: On & { readonly type: AssignmentType }) => {
        const { type, date: on, reason: why } = options;
        return changed(
          session,
          await (await changes()).assignQueue({ member, queue }, { type, on }, session.context(why)),
        );
      }),
    );
  examples(
    assign,
    'assign ada@example.com "Cloud - Security"',
    'assign "Ada Lovelace" "Cloud - Security" --type backup --date 2025-03-01',
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
    .addOption(onDate("from when on"))
    .addOption(reason())
    .action(
      session.answering(async (member: string, queue: string, given: Accepting & { readonly type: AssignmentType }) => {
        const { date: on, reason: why, ...how } = given;
        return changed(
          session,
          await (await changes()).retype({ member, queue }, { ...how, on }, session.context(why)),
        );
      }),
    );
  examples(retype, 'retype ada@example.com "Cloud - Security" --type backup');
}

function addUnassigning(program: Command, session: Session, changes: Changes): void {
  const unassign = program
    .command("unassign <member> <queue>")
    .description("have a member cover a queue no longer; the assignment stays in the table, inactive")
    .addOption(acceptUncovered())
    .addOption(onDate("the first day without"))
    .addOption(reason())
    .action(
      session.answering(async (member: string, queue: string, { date, reason: why, ...how }: Accepting) => {
        const cover = { member, queue };
        return changed(
          session,
          await (await changes()).unassignQueue(cover, { ...how, on: date }, session.context(why)),
        );
      }),
    );
  examples(
    unassign,
    'unassign ada@example.com "Cloud - Security" --reason "moved to the night watch"',
    'unassign ada@example.com "Cloud - Security" --accept-uncovered "Cloud - Security"',
  );
}
