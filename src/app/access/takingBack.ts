import type { DomainEvent } from "../../domain/event.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import type { Permit } from "../handling.ts";
import { type ActionKind, authorise, confinedTo, mayDo } from "./access.ts";
import type { Principal } from "./principal.ts";

const kinds: Readonly<Record<DomainEvent["type"], ActionKind>> = {
  MemberRegistered: "change-member",
  MemberRenamed: "change-member",
  MemberEmailChanged: "change-member",
  MemberTransferred: "change-member",
  ManagerChanged: "change-member",
  MemberDetailsChanged: "change-member",
  MemberDeactivated: "change-member",
  MemberReactivated: "change-member",
  MemberRehired: "change-member",
  MemberRegisteredInError: "change-member",
  MemberSealed: "administer",
  MemberDataErased: "administer",
  MemberChangeReversed: "change-member",
  QueueAssigned: "change-assignment",
  QueueAssignmentRetyped: "change-assignment",
  QueueAssignmentRemoved: "change-assignment",
  QueueOpened: "change-queue",
  QueueRenamed: "change-queue",
  QueueCoverageRequired: "change-queue",
  QueueClosed: "change-queue",
  QueueChangeReversed: "change-queue",
};

/** Who may make a change may take it back, also as a part of another. @throws {AccessDenied} */
export const mayTakeBack =
  (principal: Principal, queries: Pick<RosterQueries, "member">): Permit =>
  async (changes) => {
    for (const change of changes) {
      const kind = kindOf(change);
      confinedTo(principal, kind);
      if (mayDo(principal, { kind, team: null })) continue;
      const member = "memberId" in change.data ? await queries.member(change.data.memberId) : undefined;
      authorise(principal, { kind, team: member?.team ?? null });
    }
  };

/** Taking a reversal back is making the change that it reversed. */
const kindOf = ({ type, data }: DomainEvent): ActionKind =>
  "reverses" in data && data.reversed ? kindOf(data.reversed) : kinds[type];
