import { notInFuture } from "../notInFuture.ts";
import type { Decision } from "../event.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { assign, retype, unassign } from "./assignments.ts";
import { changeDetails, changeEmail, changeManager, rename, transfer } from "./changes.ts";
import { reactivate, rehire } from "./comeback.ts";
import { deactivate, lastDayIsOver, seal } from "./departure.ts";
import { erase } from "./erasure.ts";
import type { MemberCommand } from "./messages.ts";
import { refuseErased } from "./lookup.ts";
import { register, withdraw } from "./registration.ts";
import { checked } from "./values.ts";

/** What follows from a command about a member. Values come first, then whether the date has come, then the rules. */
export function decideMember(command: MemberCommand, world: World, setting: Setting): Decision {
  const sound = checked(command);
  if (sound.type === "DeactivateMember") lastDayIsOver(sound.data.lastDay, setting.today);
  else notInFuture(sound.data.on, setting.today);
  const member = world.members.get(sound.data.memberId);
  if (member && !lasting.has(sound.type)) refuseErased(member);
  return dispatch(sound, world, setting);
}

// Periods are sealed in their time, and what is erased stays so.
const lasting: ReadonlySet<MemberCommand["type"]> = new Set(["EraseMember", "SealMember"]);

function dispatch({ type, data }: MemberCommand, world: World, setting: Setting): Decision {
  switch (type) {
    case "RegisterMember":
      return register(data, world);
    case "RenameMember":
      return rename(data, world);
    case "ChangeMemberEmail":
      return changeEmail(data, world);
    case "TransferMember":
      return transfer(data, world);
    case "ChangeManager":
      return changeManager(data, world);
    case "ChangeMemberDetails":
      return changeDetails(data, world);
    case "DeactivateMember":
      return deactivate(data, world);
    case "ReactivateMember":
      return reactivate(data, world, setting);
    case "RehireMember":
      return rehire(data, world);
    case "VoidRegistration":
      return withdraw(data, world);
    case "SealMember":
      return seal(data, world);
    case "EraseMember":
      return erase(data, world, setting);
    case "AssignQueue":
      return assign(data, world, setting);
    case "RetypeAssignment":
      return retype(data, world);
    case "UnassignQueue":
      return unassign(data, world);
  }
}
