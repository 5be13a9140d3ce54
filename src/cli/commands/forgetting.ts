import type { Command } from "commander";
import type { ErasurePlan } from "../../app/erasure/erasures.ts";
import type { ListedHold } from "../../app/holds/listed.ts";
import type { Muster } from "../../app/muster.ts";
import { type Forgetting, forgetting } from "../../app/served/forgetting.ts";
import { changed } from "../change.ts";
import { many } from "../many.ts";
import { dateOption, examples, reason } from "../options.ts";
import type { Answer, Session } from "../session.ts";
import { table } from "../table.ts";

type EraseOptions = { readonly ground?: string; readonly yes?: boolean; readonly reason?: string };

/** Forgets people who have left. */
export function addErasing(members: Command, session: Session): void {
  const erase = members
    .command("erase <member>")
    .description("forget a member who has left, for good; without --yes it shows what would go and what stays")
    .option(
      "--ground <law>",
      "the legal ground, which it takes within seven years of their last day; it stays in clear",
    )
    .option("--yes", "do it: it cannot be undone")
    .addOption(reason())
    .action(
      session.answering(async (member: string, { ground, yes = false, reason: why }: EraseOptions) => {
        const [known, context] = [await desk(session), session.context(why)];
        if (!yes) return planned(await known.plan(member, { ground }, context), session.colour);
        const done = await known.erase(member, { ground }, context);
        const { json, text, ...answer } = await changed(session, done.outcome);
        return {
          ...answer,
          json: { ...(json as object), plan: done.plan },
          text: [text, ...listed(done.plan, session.colour)].join("\n"),
        };
      }),
    );
  examples(
    erase,
    "member erase ada@example.com",
    'member erase ada@example.com --ground "GDPR article 17(1)(b)" --yes',
  );
}

const desk = async (session: Session): Promise<Forgetting> => deskOf(await session.reading(), session);
const deskOf = (muster: Muster, session: Session): Forgetting => forgetting(muster, session.caller().principal);

function planned(plan: ErasurePlan, colour: boolean): Answer {
  const removed = plan.traces.filter(({ fate }) => fate === "removed");
  const text = plan.erased
    ? `${plan.memberId} is erased already: --yes makes sure that nothing was left over.`
    : [
        `This would forget ${plan.name} (${plan.memberId}), for good.`,
        "",
        `Goes: ${many(plan.sealedEvents, "event")} without name, addresses, skills, notes and reasons; the same in all tables and their past;`,
        "the claim of each address.",
        ...(removed.length > 0 ? [tracesTable(removed, colour)] : []),
        "",
        "Stays, under an id: dates, teams, titles, time zone, reason codes, assignments, who recorded what. Figures stay as they are.",
        ...listed(plan, colour),
        "",
        "Nothing is done yet: --yes does it.",
      ].join("\n");
  return { json: plan, text };
}

function listed({ traces }: ErasurePlan, colour: boolean): readonly string[] {
  const left = traces.filter(({ fate }) => fate === "listed");
  return left.length === 0 ? [] : ["", "For you to look at:", tracesTable(left, colour)];
}

const tracesTable = (traces: ErasurePlan["traces"], colour: boolean): string =>
  table(
    ["What", "Where", "Times"],
    traces.map(({ what, where, count }) => [what, where, count]),
    colour,
  );

type PlaceOptions = {
  readonly member?: readonly string[];
  readonly team?: string;
  readonly leftFrom?: string;
  readonly leftUntil?: string;
  readonly reason?: string;
};

/** Legal holds: whom they cover is neither erased nor sealed. */
export function addHoldCommands(program: Command, session: Session): void {
  const holds = program.command("hold").description("legal holds: whom they cover is neither erased nor sealed");
  addPlacing(holds, session);
  const release = holds
    .command("release <id>")
    .description("release a legal hold")
    .addOption(reason())
    .action(
      session.answering(async (id: string, { reason: why }: { readonly reason?: string }) => {
        const done = await (await desk(session)).release(id, session.context(why));
        return { json: done, text: `The hold ${id} is released.`, isChange: true };
      }),
    );
  examples(release, 'hold release 0b57a1b2-0000-8000-8000-00000000000e --reason "settled"');
  const list = holds
    .command("list")
    .description("show every legal hold, with those that are released")
    .action(
      session.answering(async () => {
        const found = await (await desk(session)).holds();
        return {
          json: found,
          text: found.length === 0 ? "There are no legal holds." : holdTable(found, session.colour),
        };
      }),
    );
  examples(list, "hold list");
}

function addPlacing(holds: Command, session: Session): void {
  const place = holds
    .command("place")
    .description("place a legal hold, on members or on whom a query finds")
    .option("--member <member...>", "whom it covers")
    .option("--team <team>", "covers whoever was ever on the team")
    .addOption(dateOption("--left-from <date>", "covers who left then or later, as YYYY-MM-DD"))
    .addOption(dateOption("--left-until <date>", "covers who left then or before"))
    .addOption(reason())
    .action(
      session.answering(async ({ member, reason: why, ...query }: PlaceOptions) => {
        const done = await (await desk(session)).hold({ members: member, ...query }, session.context(why));
        return { json: done, text: `The hold ${done.holdId} is placed.`, isChange: true };
      }),
    );
  examples(
    place,
    'hold place --member ada@example.com --reason "Case 12"',
    'hold place --team engineering --left-from 2024-01-01 --reason "Audit of 2024"',
  );
}

const holdTable = (holds: readonly ListedHold[], colour: boolean): string =>
  table(
    ["Hold", "Covers", "Placed", "Why", "Released"],
    holds.map(({ holdId, memberIds, query, placed, released }) => [
      holdId,
      query === null ? memberIds.join("\n") : queryText(query),
      `${placed.at}\n${placed.by.issuer}:${placed.by.subject}`,
      placed.reason,
      released && `${released.at}\n${released.by.issuer}:${released.by.subject}`,
    ]),
    colour,
  );

const queryText = ({ team, leftFrom, leftUntil }: NonNullable<ListedHold["query"]>): string =>
  [
    ...(team === null ? [] : [`ever on ${team}`]),
    ...(leftFrom === null ? [] : [`left on ${leftFrom} or later`]),
    ...(leftUntil === null ? [] : [`left on ${leftUntil} or before`]),
  ].join("\n");
