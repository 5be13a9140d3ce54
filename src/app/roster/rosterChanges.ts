import { type AssignmentChanges, assignmentChanges } from "./assignmentChanges.ts";
import type { ChangeParts } from "./changeParts.ts";
import { type MemberChanges, memberChanges } from "./memberChanges.ts";
import { type QueueChanges, queueChanges } from "./queueChanges.ts";

/** Every change of a roster that a person or a program can ask for. */
export type RosterChanges = MemberChanges & AssignmentChanges & QueueChanges;

export const rosterChanges = (parts: ChangeParts): RosterChanges => ({
  ...memberChanges(parts),
  ...assignmentChanges(parts),
  ...queueChanges(parts),
});
