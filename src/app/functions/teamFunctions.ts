import { addTeamMember } from "./addTeamMember.ts";
import { assignQueue } from "./assignQueue.ts";
import { cancelScheduledChange } from "./cancelScheduledChange.ts";
import { carryOutChanges } from "./carryOutChanges.ts";
import { deactivateTeamMember } from "./deactivateTeamMember.ts";
import { exportTeamsToJson } from "./exportTeamsToJson.ts";
import { foreseeChanges } from "./foreseeChanges.ts";
import { getMemberByEmail } from "./getMemberByEmail.ts";
import { getMemberHistory } from "./getMemberHistory.ts";
import { getMemberWorkload } from "./getMemberWorkload.ts";
import { getTeamMembers } from "./getTeamMembers.ts";
import { getTeamQueues } from "./getTeamQueues.ts";
import { listScheduledChanges } from "./listScheduledChanges.ts";
import { moveScheduledChange } from "./moveScheduledChange.ts";
import { removeQueueAssignment } from "./removeQueueAssignment.ts";
import type { TeamFunction } from "./teamFunction.ts";
import { undoChange } from "./undoChange.ts";
import { updateTeamMember } from "./updateTeamMember.ts";

/** The functions, the same behind every door. */
export const teamFunctions = [
  getTeamMembers,
  getTeamQueues,
  getMemberByEmail,
  getMemberWorkload,
  addTeamMember,
  updateTeamMember,
  deactivateTeamMember,
  assignQueue,
  removeQueueAssignment,
  exportTeamsToJson,
  getMemberHistory,
  listScheduledChanges,
  moveScheduledChange,
  cancelScheduledChange,
  undoChange,
  foreseeChanges,
  carryOutChanges,
] as const;

export const functionNamed = (name: string): TeamFunction | undefined =>
  teamFunctions.find((each: TeamFunction) => each.name === name);
