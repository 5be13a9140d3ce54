import type { Command } from "commander";
import type { ScheduleDesk } from "../../app/served/scheduleDesk.ts";
import type { ChangeOutcome } from "../../app/scheduling/scheduledChanges.ts";
import type { SeenChange } from "../../app/scheduling/seenChange.ts";
import { namesIn } from "../names.ts";
import { day, examples, reason } from "../options.ts";
import { plain } from "../printable.ts";
import type { Answer, Session } from "../session.ts";
import { scheduledTable, scheduledText } from "../views/scheduled.ts";
import { Option } from "commander";

type ListOptions = { readonly state?: "pending" | "failed"; readonly member?: string; readonly team?: string };
type Why = { readonly reason?: string };

/** Nobody has more to come than fits on one page of the command line. */
const all = { limit: 1_000_000 };

/** What is to come. */
export function addScheduledCommands(program: Command, session: Session): void {
  const scheduled = program.command("scheduled").description("list, show, move and cancel changes for later days");
  const desk = async (): Promise<ScheduleDesk> => {
    const [muster, { musterFor }] = [await session.reading(), await import("../../app/serving.ts")];
    return musterFor(muster, session.caller().principal).scheduled;
  };
  const list = scheduled
    .command("list", { isDefault: true })
    .description("list what is to come, and what was refused on its day")
    .addOption(new Option("--state <state>", "pending or failed ones only").choices(["pending", "failed"]))
    .option("--member <member>", "of one member only")
    .option("--team <team>", "of one team only")
    .action(
      session.answering(async (asked: ListOptions) => {
        const { items } = await (await desk()).list(asked, all);
        const text =
          items.length === 0 ? "Nothing is to come." : scheduledTable(items, ...(await drawn(session, items)));
        return { json: items, text };
      }),
    );
  examples(list, "scheduled", "scheduled list --state failed", "scheduled list --member ada@example.com --json");
  addShowing(scheduled, session, desk);
  addOrders(scheduled, session, desk);
}

type Desk = () => Promise<ScheduleDesk>;

async function drawn(session: Session, changes: readonly SeenChange[]) {
  const { queries } = await session.muster();
  const mentioned = changes.flatMap(({ commands }) => commands ?? []);
  return [await namesIn(queries, mentioned), session.colour] as const;
}

function addShowing(scheduled: Command, session: Session, desk: Desk): void {
  const show = scheduled
    .command("show <change>")
    .description("show a change for a later day, and what has become of it")
    .action(
      session.answering(async (changeId: string) => {
        const change = await (await desk()).change(changeId);
        return { json: change, text: scheduledText(change, ...(await drawn(session, [change]))) };
      }),
    );
  examples(show, "scheduled show 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11");
}

function addOrders(scheduled: Command, session: Session, desk: Desk): void {
  const move = scheduled
    .command("move <change>")
    .argument("<date>", "another day after today, as YYYY-MM-DD", day)
    .description("move a change to another day; one that failed is tried again on it")
    .addOption(reason())
    .action(
      session.answering(async (changeId: string, to: string, { reason: why }: Why) => {
        const moved = await (await desk()).move(changeId, to, session.context(why));
        return answer(moved, plain`Moved to ${moved.on} (change ${moved.changeId}).`);
      }),
    );
  examples(move, "scheduled move 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 2027-03-01");
  const cancel = scheduled
    .command("cancel <change>")
    .description("cancel a change for a later day: nothing comes of it")
    .addOption(reason())
    .action(
      session.answering(async (changeId: string, { reason: why }: Why) => {
        const cancelled = await (await desk()).cancel(changeId, session.context(why));
        return answer(cancelled, plain`Cancelled: nothing happens on ${cancelled.on} (change ${cancelled.changeId}).`);
      }),
    );
  examples(cancel, 'scheduled cancel 3f1c7a52-9a0e-4c1b-8a57-0d7c0f6f2b11 --reason "she stays"');
}

const answer = ({ changeId, on, position }: ChangeOutcome, text: string): Answer => ({
  json: { changeId, on, position },
  text,
});
