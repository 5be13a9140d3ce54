import { type Command, Option } from "commander";
import { type MemberChanges, memberChanges } from "../../app/roster/memberChanges.ts";
import { type ReasonCode, reasonCodes } from "../../domain/member/messages.ts";
import { changed } from "../change.ts";
import {
  acceptUncovered,
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
import type { Session } from "../session.ts";

type DeactivateOptions = Pick<ChangeOptions, "withdraw" | "reason"> & {
  readonly reasonCode: ReasonCode;
  readonly lastDay?: string;
  readonly note?: string;
  readonly reportsTo?: string;
  readonly acceptUncovered?: readonly string[];
};

type ReturnOptions = ChangeOptions & { readonly manager?: string | false };

type RehireOptions = Omit<ChangeOptions, "date"> & {
  readonly start?: string;
  readonly team?: string;
  readonly newTeam?: boolean;
  readonly title?: string | false;
  readonly manager?: string | false;
};

type VoidOptions = ChangeOptions & {
  readonly reportsTo?: string;
  readonly acceptUncovered?: readonly string[];
};

/** Who leaves, who comes back, and who never was. */
export function addLeavingCommands(members: Command, session: Session): void {
  const changes = async (): Promise<MemberChanges> => memberChanges(await session.muster());
  addDeactivating(members, session, changes);
  addComingBack(members, session, changes);
  addVoiding(members, session, changes);
}

type Changes = () => Promise<MemberChanges>;

const reportsTo = (): Option => new Option("--reports-to <member>", "who their reports report to from then on");

function addDeactivating(members: Command, session: Session, changes: Changes): void {
  const deactivate = members
    .command("deactivate <member>")
    .description("record that a member has left; their assignments end with it")
    .addOption(new Option("--reason-code <code>", "why they left").choices(reasonCodes).makeOptionMandatory())
    .addOption(
      dateOption(
        "--last-day <date>",
        "their last day, as YYYY-MM-DD ; today or a later day schedules it (default: yesterday)",
      ),
    )
    .option("--note <text>", "more about it")
    .addOption(reportsTo())
    .addOption(acceptUncovered())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, { reason: why, ...departure }: DeactivateOptions) =>
        changed(session, await (await changes()).deactivateMember(member, departure, session.context(why))),
      ),
    );
  examples(
    deactivate,
    "member deactivate ada@example.com --reason-code resignation --last-day 2025-06-30",
    "member deactivate ada@example.com --reason-code retirement --reports-to grace@example.com",
    'member deactivate ada@example.com --reason-code other --accept-uncovered "Cloud - Security"',
  );
}

function addComingBack(members: Command, session: Session, changes: Changes): void {
  const reactivate = members
    .command("reactivate <member>")
    .description("take a departure back: the member is there as if they had not left, with their assignments")
    .option("--manager <member>", "who they report to (default: as before, where that is still possible)")
    .option("--no-manager", "they report to nobody")
    .addOption(effectiveOn())
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, options: ReturnOptions) => {
        const comeback = { manager: orNone(options.manager), ...dated(options) };
        const context = session.context(options.reason);
        return changed(session, await (await changes()).reactivateMember(member, comeback, context));
      }),
    );
  examples(reactivate, "member reactivate ada@example.com");

  const rehire = members
    .command("rehire <member>")
    .description("begin another period of employment of a member who has left")
    .addOption(effectiveOn("their first day"))
    .addOption(dateOption("--start <date>", "the same as --effective-on"))
    .addOption(withdraw())
    .option("--team <team>", "their team (default: as before)")
    .option("--new-team", "say that the team is a new one")
    .option("--title <title>", "their title (default: as before)")
    .option("--no-title", "no title any more")
    .option("--manager <member>", "who they report to (default: as before, where that is still possible)")
    .option("--no-manager", "they report to nobody")
    .addOption(reason())
    .action(
      session.answering(async (member: string, { title, manager, reason: why, ...given }: RehireOptions) => {
        const period = { ...given, title: orNone(title), manager: orNone(manager) };
        return changed(session, await (await changes()).rehireMember(member, period, session.context(why)));
      }),
    );
  examples(rehire, "member rehire ada@example.com --effective-on 2025-09-01 --team platform");
}

function addVoiding(members: Command, session: Session, changes: Changes): void {
  const voiding = members
    .command("void <member>")
    .description("withdraw a registration that was made in error: the member never was, and the email is free")
    .addOption(reportsTo())
    .addOption(acceptUncovered())
    .addOption(effectiveOn("when their reports move"))
    .addOption(date())
    .addOption(withdraw())
    .addOption(reason())
    .action(
      session.answering(async (member: string, { reason: why, ...given }: VoidOptions) => {
        const { reportsTo: heir, acceptUncovered: accepted } = given;
        const withdrawal = { reportsTo: heir, acceptUncovered: accepted, ...dated(given) };
        return changed(session, await (await changes()).voidRegistration(member, withdrawal, session.context(why)));
      }),
    );
  examples(voiding, 'member void ada@example.com --reason "entered twice"');
}
