import type { Command } from "commander";
import { asksForPoint, type PointAsked } from "../../app/asOf.ts";
import { type QueueChanges, queueChanges } from "../../app/roster/queueChanges.ts";
import { changed } from "../change.ts";
import { csvAnswer } from "../csvAnswer.ts";
import { type ChangeOptions, count, date, dated, effectiveOn, examples, reason, withdraw } from "../options.ts";
import { pointOptions, readingAt, withPoint } from "../point.ts";
import { queuesFromFile } from "../rosterFromFile.ts";
import type { Session } from "../session.ts";
import { queueTable } from "../views/queues.ts";

type ListOptions = PointAsked & { readonly all?: boolean; readonly csv?: boolean };
type Changes = () => Promise<QueueChanges>;

/** What is to be covered. */
export function addQueueCommands(program: Command, session: Session): void {
  const queues = program.command("queue").description("open, change, close and list queues");
  const changes = async (): Promise<QueueChanges> => queueChanges(await session.muster());
  addOpening(queues, session, changes);
  addChanging(queues, session, changes);
  addClosing(queues, session, changes);
  const list = queues
    .command("list")
    .description("list the open queues")
    .option("--all", "closed ones as well")
    .option("--csv", "as a CSV file")
    .action(
      session.answering(async ({ csv, asOf, knownAt, ...filter }: ListOptions) => {
        const asked = { asOf, knownAt };
        const muster = async () => (await readingAt(session, asked)).muster;
        if (csv) return csvAnswer(session, (exports) => exports.queues(filter.all ?? false), muster);
        try {
          const read = await readingAt(session, asked);
          const found = await read.muster.queries.queues(filter);
          const text = found.length === 0 ? "No queue is open." : queueTable(found, session.colour);
          return withPoint(read, { json: found, text });
        } catch (error) {
          // The file knows the present alone.
          if (asksForPoint(asked)) throw error;
          return queuesFromFile(session, filter, error);
        }
      }),
    );
  pointOptions(list);
  examples(list, "queue list", "queue list --all --json", "queue list --as-of 2025-06-30");
}

function addOpening(queues: Command, session: Session, changes: Changes): void {
  const open = queues
    .command("open <name>")
    .description("open a queue")
    .option("--minimum <number>", "how many besides trainees must cover it", count)
    .addOption(effectiveOn("when it opens"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (name: string, { minimum, ...how }: ChangeOptions & { readonly minimum?: number }) =>
        changed(
          session,
          await (await changes()).openQueue({ name, minimum, ...dated(how) }, session.context(how.reason)),
        ),
      ),
    );
  examples(open, 'queue open "Cloud - Night watch"', 'queue open "Cloud - Night watch" --minimum 2');
}

function addChanging(queues: Command, session: Session, changes: Changes): void {
  const rename = queues
    .command("rename <queue> <name>")
    .description("give a queue another name; who covers it stays")
    .addOption(effectiveOn())
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (queue: string, name: string, how: ChangeOptions) =>
        changed(
          session,
          await (await changes()).renameQueue(queue, { name, ...dated(how) }, session.context(how.reason)),
        ),
      ),
    );
  examples(rename, 'queue rename "Cloud - Security" "Security"');

  const require = queues
    .command("require <queue>")
    .argument("<minimum>", "how many besides trainees must cover it; more than there are is a goal", count)
    .description("require that a queue is covered by so many; who would leave too few is refused from then on")
    .addOption(effectiveOn())
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (queue: string, minimum: number, how: ChangeOptions) =>
        changed(
          session,
          await (await changes()).requireCoverage(queue, { minimum, ...dated(how) }, session.context(how.reason)),
        ),
      ),
    );
  examples(require, 'queue require "Cloud - Security" 2');
}

function addClosing(queues: Command, session: Session, changes: Changes): void {
  const close = queues
    .command("close <queue>")
    .description("close a queue; its name is free then")
    .option("--unassign", "end the assignments of those who cover it with it")
    .addOption(effectiveOn("when it closes"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (queue: string, { unassign, ...how }: ChangeOptions & { readonly unassign?: boolean }) =>
        changed(
          session,
          await (await changes()).closeQueue(queue, { unassign, ...dated(how) }, session.context(how.reason)),
        ),
      ),
    );
  examples(close, 'queue close "Cloud - Night watch"', 'queue close "Cloud - Security" --unassign');
}
