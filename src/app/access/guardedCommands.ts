import type { Command } from "../../domain/command.ts";
import type { CommandContext, CommandHandler } from "../commandHandler.ts";
import type { Commands } from "../decideAll.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import { type ActionKind, authorise, confinedTo, mayDo } from "./access.ts";
import type { Principal } from "./principal.ts";
import { mayTakeBack } from "./takingBack.ts";

const kinds: Readonly<Record<Command["type"], ActionKind>> = {
  RegisterMember: "change-member",
  RenameMember: "change-member",
  ChangeMemberEmail: "change-member",
  TransferMember: "change-member",
  ChangeManager: "change-member",
  ChangeMemberDetails: "change-member",
  DeactivateMember: "change-member",
  ReactivateMember: "change-member",
  RehireMember: "change-member",
  VoidRegistration: "change-member",
  SealMember: "administer",
  EraseMember: "administer",
  AssignQueue: "change-assignment",
  RetypeAssignment: "change-assignment",
  UnassignQueue: "change-assignment",
  OpenQueue: "change-queue",
  RenameQueue: "change-queue",
  RequireCoverage: "change-queue",
  CloseQueue: "change-queue",
};

type Parts = { readonly commands: CommandHandler; readonly queries: Pick<RosterQueries, "member"> };

/**
 * The commands that a principal may give, as that principal: the actor of the context is replaced.
 * @throws {AccessDenied} before anything is decided, where one of the commands is not theirs to give; and before anything
 * is recorded, where what is withdrawn for their sake is not theirs to take back
 */
export function guardedCommands(principal: Principal, { commands, queries }: Parts): CommandHandler {
  const authorised = async (given: Commands): Promise<Commands> => {
    for (const command of given) await authoriseCommand(principal, command, queries);
    return given;
  };
  const as = (context: CommandContext) => givenBy(principal, queries, context);
  return {
    handle: async (given, context) => commands.handle(await authorised(given), as(context)),
    plan: async (given, context) => commands.plan(await authorised(given), as(context)),
  };
}

/** The context of what a principal orders, who takes back no more than is theirs to change. */
export const givenBy = (
  principal: Principal,
  queries: Pick<RosterQueries, "member">,
  context: CommandContext,
): CommandContext => ({ ...context, actor: principal.actor, permit: mayTakeBack(principal, queries) });

/** @throws {AccessDenied} */
export async function authoriseCommand(
  principal: Principal,
  { type, data }: Command,
  queries: Parts["queries"],
): Promise<void> {
  const kind = kinds[type];
  confinedTo(principal, kind);
  if (mayDo(principal, { kind, team: null })) return;
  const member = "memberId" in data ? await queries.member(data.memberId) : undefined;
  authorise(principal, { kind, team: member?.team ?? null });
}
