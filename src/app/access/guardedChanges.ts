import type { ChangeParts } from "../roster/changeParts.ts";
import { type RosterChanges, rosterChanges } from "../roster/rosterChanges.ts";
import { type ActionKind, confinedTo } from "./access.ts";
import { guardedCommands } from "./guardedCommands.ts";
import { findable } from "./findable.ts";
import type { Principal } from "./principal.ts";

const kinds: Readonly<Record<keyof RosterChanges, ActionKind>> = {
  addMember: "change-member",
  updateMember: "change-member",
  deactivateMember: "change-member",
  reactivateMember: "change-member",
  rehireMember: "change-member",
  voidRegistration: "change-member",
  assignQueue: "change-assignment",
  retype: "change-assignment",
  unassignQueue: "change-assignment",
  openQueue: "change-queue",
  renameQueue: "change-queue",
  requireCoverage: "change-queue",
  updateQueue: "change-queue",
  closeQueue: "change-queue",
};

/**
 * Every change, as far as the principal may make it, and as the principal: an actor in the context is replaced.
 * @throws {AccessDenied} {Rejection}
 */
export function guardedChanges(principal: Principal, parts: ChangeParts): RosterChanges {
  const { queries } = parts;
  const changes = rosterChanges({
    ...parts,
    commands: guardedCommands(principal, parts),
    queries: { ...queries, ...findable(principal, queries) },
  });
  // Who may make no such change is told that, before it is looked up whom it is about.
  const guarded = Object.entries(changes).map(([name, change]) => [name, guard(principal, name, change)]);
  // The names and the types are those of the changes, one by one.
  return Object.fromEntries(guarded) as RosterChanges;
}

type Change = (...given: never[]) => Promise<unknown>;

const guard =
  (principal: Principal, name: string, change: Change): Change =>
  async (...given) => {
    confinedTo(principal, kinds[name as keyof RosterChanges]);
    return change(...given);
  };
