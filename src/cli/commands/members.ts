import type { Command } from "commander";
import { asksForPoint, type PointAsked } from "../../app/asOf.ts";
import { blameMember } from "../../app/blameMember.ts";
import { lookups } from "../../app/roster/lookups.ts";
import { type MemberChanges, memberChanges } from "../../app/roster/memberChanges.ts";
import { changed } from "../change.ts";
import { csvAnswer } from "../csvAnswer.ts";
import { namesAround, namesInHistory } from "../names.ts";
import {
  type ChangeOptions,
  date,
  dated,
  dateOption,
  effectiveOn,
  examples,
  orNone,
  reason,
  withdraw,
} from "../options.ts";
import { pointOptions, readingAt, withPoint } from "../point.ts";
import { memberFromFile } from "../rosterFromFile.ts";
import type { Session } from "../session.ts";
import { blameTable, historyTable, memberTable } from "../views/members.ts";

type AddOptions = Omit<ChangeOptions, "date"> & {
  readonly name: string;
  readonly email: string;
  readonly team?: string;
  readonly newTeam?: boolean;
  readonly title?: string;
  readonly manager?: string;
  readonly timezone?: string;
  readonly skill?: readonly string[];
  readonly start?: string;
};

type UpdateOptions = ChangeOptions & {
  readonly name?: string;
  readonly email?: string;
  readonly team?: string;
  readonly newTeam?: boolean;
  readonly title?: string | false;
  readonly manager?: string | false;
  readonly timezone?: string | false;
  readonly skill?: readonly string[] | false;
};

/** Who joins, what changes about them, and how they are. */
export function addMemberCommands(members: Command, session: Session): void {
  const changes = async (): Promise<MemberChanges> => memberChanges(await session.muster());
  addAdding(members, session, changes);
  addUpdating(members, session, changes);
  addShowing(members, session);
}

type Changes = () => Promise<MemberChanges>;

function addAdding(members: Command, session: Session, changes: Changes): void {
  const add = members
    .command("add")
    .description("register a member")
    .requiredOption("--name <name>", "their name")
    .requiredOption("--email <address>", "their email address, which nobody else has")
    .option("--team <team>", "their team (default: that of the file that is kept)")
    .option("--new-team", "say that the team is a new one")
    .option("--title <title>", "their title")
    .option("--manager <member>", "who they report to")
    .option("--timezone <zone>", "their time zone, such as Europe/Berlin")
    .option("--skill <skill...>", "what they can do")
    .addOption(effectiveOn("their first day"))
    .addOption(dateOption("--start <date>", "the same as --effective-on"))
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async ({ reason: why, skill: skills, team: given, ...details }: AddOptions) => {
        const member = { ...details, skills, team: given ?? (await session.myTeam()) };
        return changed(session, await (await changes()).addMember(member, session.context(why)));
      }),
    );
  examples(
    add,
    'member add --name "Ada Lovelace" --email ada@example.com --team engineering',
    "member add --name Grace --email grace@example.com --team platform --new-team --effective-on 2025-03-01",
  );
}

function addUpdating(members: Command, session: Session, changes: Changes): void {
  const update = members
    .command("update <member>")
    .description("change a member's name, email, team, manager or details, all in one change")
    .option("--name <name>", "another name")
    .option("--email <address>", "another email address")
    .option("--team <team>", "another team")
    .option("--new-team", "say that the team is a new one")
    .option("--title <title>", "another title")
    .option("--no-title", "no title any more")
    .option("--manager <member>", "another manager")
    .option("--no-manager", "no manager any more")
    .option("--timezone <zone>", "another time zone")
    .option("--no-timezone", "no time zone any more")
    .option("--skill <skill...>", "these skills in place of those before")
    .option("--no-skill", "no skills any more")
    .addOption(effectiveOn())
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, options: UpdateOptions) => {
        const { name, email, team, newTeam, title, manager, timezone, skill } = options;
        const skills = skill === false ? [] : skill;
        const details = { title: orNone(title), manager: orNone(manager), timezone: orNone(timezone), skills };
        const update = { name, email, team, newTeam, ...dated(options), ...details };
        return changed(session, await (await changes()).updateMember(member, update, session.context(options.reason)));
      }),
    );
  examples(
    update,
    'member update ada@example.com --name "Ada King" --title Countess',
    "member update ada@example.com --team platform --effective-on 2025-06-01",
    'member update "Grace Hopper" --manager ada@example.com',
  );
}

function addShowing(members: Command, session: Session): void {
  const show = members
    .command("show <member>")
    .description("show a member")
    .action(
      session.answering(async (reference: string, asked: PointAsked) => {
        try {
          const read = await readingAt(session, asked);
          const { queries } = read.muster;
          const member = await lookups(queries).member(reference);
          const text = memberTable(member, await namesAround(queries, [member]), session.colour);
          return withPoint(read, { json: member, text });
        } catch (error) {
          // The file knows the present alone.
          if (asksForPoint(asked)) throw error;
          return memberFromFile(session, reference, error);
        }
      }),
    );
  pointOptions(show);
  examples(
    show,
    "member show ada@example.com",
    'member show "Ada Lovelace" --json',
    "member show ada@example.com --as-of 2025-06-30",
  );
  addTelling(members, session);
}

function addTelling(members: Command, session: Session): void {
  const blame = members
    .command("blame <member>")
    .description("show which change set each value of a member: when, by whom and why")
    .action(
      session.answering(async (reference: string, asked: PointAsked) => {
        const read = await readingAt(session, asked);
        const { memberId } = await lookups(read.muster.queries).member(reference);
        const blamed = await blameMember(read.muster, memberId);
        const entries = blamed.map(({ value }) => ({ oldValue: null, newValue: value }));
        const text = blameTable(blamed, await namesInHistory(read.muster.queries, entries), session.colour);
        return { ...withPoint(read, { json: blamed, text }), about: memberId };
      }),
    );
  pointOptions(blame);
  examples(blame, "member blame ada@example.com", "member blame ada@example.com --json");

  const history = members
    .command("history <member>")
    .description("show what changed of a member: old and new value, who, when and why; newest first")
    .option("--csv", "as a CSV file")
    .action(
      session.answering(async (reference: string, { csv, ...asked }: PointAsked & { readonly csv?: boolean }) => {
        const read = await readingAt(session, asked);
        const { queries } = read.muster;
        const muster = () => Promise.resolve(read.muster);
        if (csv) return csvAnswer(session, (exports) => exports.history(reference), muster);
        const entries = await lookups(queries).history(reference);
        const text = historyTable(entries, await namesInHistory(queries, entries), session.colour);
        return withPoint(read, { json: entries, text });
      }),
    );
  pointOptions(history);
  examples(
    history,
    "member history ada@example.com",
    "member history ada@example.com --json",
    "member history ada@example.com --known-at 2025-07-15T09:00:00Z",
  );
}
