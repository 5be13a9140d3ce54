import { addDays } from "../../domain/kernel/time.ts";
import type { MemberCommand } from "../../domain/member/messages.ts";
import type { CommandContext, Outcome } from "../commandHandler.ts";
import { deriveId } from "../ids.ts";
import type { ChangeParts } from "./changeParts.ts";
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

export function memberChanges({ commands, queries, calendar }: ChangeParts): MemberChanges {
  const known = references(queries);
  const one = (context: CommandContext, command: MemberCommand) => commands.handle([command], context);
  return {
    async addMember({ manager, start, ...member }, context) {
      const { name, email, team, newTeam = false, title = null, timezone = null, skills = [] } = member;
      const memberId = deriveId(context.commandId, "member");
      const managerId = manager == null ? null : await known.member(manager);
      const told = { name, email, team, newTeam, title, managerId, timezone, skills };
      return one(context, {
        type: "RegisterMember",
        data: { memberId, on: start ?? calendar.today(), ...told },
      });
    },
    async updateMember(member, update, context) {
      const on = update.on ?? calendar.today();
      return commands.handle(await updates(known, { memberId: await known.member(member), on }, update), context);
    },
    async deactivateMember(member, departure, context) {
      const { reasonCode, note = null, lastDay = addDays(calendar.today(), -1) } = departure;
      const memberId = await known.member(member);
      const data = { memberId, lastDay, reasonCode, note, ...(await handedOver(known, departure)) };
      return one(context, { type: "DeactivateMember", data });
    },
    async reactivateMember(member, { on = calendar.today(), manager }, context) {
      const data = { memberId: await known.member(member), on, ...(await managerOf(known, manager)) };
      return one(context, { type: "ReactivateMember", data });
    },
    async rehireMember(member, { start: on = calendar.today(), newTeam = false, team, title, manager }, context) {
      const given = { ...(team !== undefined && { team }), ...(title !== undefined && { title }) };
      const data = { memberId: await known.member(member), on, newTeam, ...given };
      return one(context, { type: "RehireMember", data: { ...data, ...(await managerOf(known, manager)) } });
    },
    async voidRegistration(member, withdrawal, context) {
      const { on = calendar.today() } = withdrawal;
      const data = { memberId: await known.member(member), on, ...(await handedOver(known, withdrawal)) };
      return one(context, { type: "VoidRegistration", data });
    },
  };
}

async function handedOver(known: References, { reportsTo, acceptUncovered = [] }: Withdrawal) {
  return {
    ...(reportsTo !== undefined && { reportsTo: await known.member(reportsTo) }),
    acceptUncovered: await known.queues(acceptUncovered),
  };
}
