import { addDays } from "../../domain/kernel/time.ts";
import type { MemberCommand } from "../../domain/member/messages.ts";
import type { CommandContext } from "../commandHandler.ts";
import type { Outcome } from "../outcome.ts";
import { deriveId } from "../ids.ts";
import { type ChangeParts, dayOf, type Withdrawing, withdrawing } from "./changeParts.ts";
import type { Dated } from "./effectiveDay.ts";
import type {
  Departure,
  MemberReference,
  MemberUpdate,
  NewMember,
  NewPeriod,
  Return,
  Withdrawal,
} from "./memberInputs.ts";
import { managerOf, updates } from "./memberUpdate.ts";
import { type References, references } from "./references.ts";

/** Changes of members, the same behind every door. Each refuses by a `Rejection`; what is satisfied records nothing. */
export type MemberChanges = {
  /** The id of the new member derives from the command's, so that a repetition registers nobody twice. */
  addMember(member: NewMember, context: CommandContext): Promise<Outcome>;
  /** All fields are one change: recorded together, or not at all. */
  updateMember(member: MemberReference, update: MemberUpdate, context: CommandContext): Promise<Outcome>;
  deactivateMember(member: MemberReference, departure: Departure, context: CommandContext): Promise<Outcome>;
  /** Continues the period of employment, with the assignments that the departure closed. */
  reactivateMember(member: MemberReference, comeback: Return, context: CommandContext): Promise<Outcome>;
  /** Begins another period of employment. */
  rehireMember(member: MemberReference, period: NewPeriod, context: CommandContext): Promise<Outcome>;
  /** Withdraws a registration that was made in error: the member never was. */
  voidRegistration(member: MemberReference, withdrawal: Withdrawal, context: CommandContext): Promise<Outcome>;
};

export function memberChanges(parts: ChangeParts): MemberChanges {
  const { commands } = parts;
  const known = references(parts.queries);
  const one = giving(commands);
  const target = async (member: MemberReference, given: Dated) => ({
    memberId: await known.member(member),
    on: await dayOf(parts, given),
  });
  return {
    async addMember({ manager, ...member }, context) {
      const memberId = deriveId(context.commandId, "member");
      const { managerId = null } = await managerOf(known, manager);
      const data = { memberId, on: await dayOf(parts, member), ...inFull(member), managerId };
      return one(context, { type: "RegisterMember", data }, member);
    },
    async updateMember(member, update, context) {
      const made = await updates(known, await target(member, update), update);
      return commands.handle(withdrawing(update, ...made), context);
    },
    async deactivateMember(member, departure, context) {
      const { reasonCode, note = null, lastDay = addDays(await dayOf(parts, {}), -1) } = departure;
      const told = { memberId: await known.member(member), lastDay, reasonCode, note };
      const handed = await handedOver(known, departure);
      return one(context, { type: "DeactivateMember", data: { ...told, ...handed } }, departure);
    },
    async reactivateMember(member, { manager, ...how }, context) {
      const [of, led] = [await target(member, how), await managerOf(known, manager)];
      return one(context, { type: "ReactivateMember", data: { ...of, ...led } }, how);
    },
    async rehireMember(member, { newTeam = false, team, title, manager, ...how }, context) {
      const given = { ...(team !== undefined && { team }), ...(title !== undefined && { title }) };
      const data = { ...(await target(member, how)), newTeam, ...given, ...(await managerOf(known, manager)) };
      return one(context, { type: "RehireMember", data }, how);
    },
    async voidRegistration(member, withdrawal, context) {
      const data = { ...(await target(member, withdrawal)), ...(await handedOver(known, withdrawal)) };
      return one(context, { type: "VoidRegistration", data }, withdrawal);
    },
  };
}

const giving =
  (commands: ChangeParts["commands"]) => (context: CommandContext, command: MemberCommand, how: Withdrawing) =>
    commands.handle(withdrawing(how, command), context);

const inFull = ({ name, email, team, newTeam = false, title = null, timezone = null, skills = [] }: NewMember) => ({
  ...{ name, email, team, newTeam, title, timezone, skills },
});

async function handedOver(known: References, { reportsTo, acceptUncovered = [] }: Withdrawal) {
  return {
    ...(reportsTo !== undefined && { reportsTo: await known.member(reportsTo) }),
    acceptUncovered: await known.queues(acceptUncovered),
  };
}
