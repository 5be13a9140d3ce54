import { reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";
import type { MemberCommand } from "../../domain/member/messages.ts";
import type { Commands } from "../decideAll.ts";
import type { MemberReference, MemberUpdate } from "./memberInputs.ts";
import type { References } from "./references.ts";

type Given = MemberUpdate & { readonly managerId?: string | null };

/** One command for each kind of change that the update asks for. */
export async function updates(
  known: References,
  target: { readonly memberId: string; readonly on: LocalDate },
  update: MemberUpdate,
): Promise<Commands> {
  const {
    name,
    email,
    team,
    newTeam = false,
    managerId,
  }: Given = {
    ...update,
    ...(await managerOf(known, update.manager)),
  };
  const { title, timezone, skills } = update;
  const details = {
    ...(title !== undefined && { title }),
    ...(timezone !== undefined && { timezone }),
    ...(skills !== undefined && { skills }),
  };
  const commands: readonly MemberCommand[] = [
    ...(name === undefined ? [] : [{ type: "RenameMember" as const, data: { ...target, name } }]),
    ...(email === undefined ? [] : [{ type: "ChangeMemberEmail" as const, data: { ...target, email } }]),
    ...(team === undefined ? [] : [{ type: "TransferMember" as const, data: { ...target, team, newTeam } }]),
    ...(managerId === undefined ? [] : [{ type: "ChangeManager" as const, data: { ...target, managerId } }]),
    ...(Object.keys(details).length === 0
      ? []
      : [{ type: "ChangeMemberDetails" as const, data: { ...target, ...details } }]),
  ];
  const [first, ...others] = commands;
  return first === undefined ? refuseNothing() : [first, ...others];
}

const refuseNothing = (): never =>
  reject("invalid-value", "There is nothing to change: give a name, email, team, title, manager, time zone or skills.");

export async function managerOf(
  known: References,
  manager: MemberReference | null | undefined,
): Promise<{ readonly managerId?: string | null }> {
  if (manager === undefined) return {};
  return { managerId: manager === null ? null : await known.member(manager) };
}
