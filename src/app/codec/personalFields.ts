import type { MusterEvent, MusterEventType } from "../../domain/event.ts";

type DataOf<T extends MusterEventType> = Extract<MusterEvent, { type: T }>["data"];

/** How a field reads once its key is destroyed; the member's id keeps what must stay unique apart. */
export type Blind = (memberId: string) => unknown;

const erasedName: Blind = () => "Erased member";
const erasedEmail: Blind = (memberId) => `${memberId}@erased.invalid`;
const nothing: Blind = () => null;
const none: Blind = () => [];
const erasedSkills: Blind = () => ({ from: [], to: [] });

/**
 * Which fields of an event's data lie in its sealed envelope, and what stands in for them once the key is destroyed.
 * Title, team, time zone and reason code stay in clear: statistics must hold after an erasure.
 */
export const personalFields: { readonly [T in MusterEventType]: { readonly [F in keyof DataOf<T>]?: Blind } } = {
  MemberRegistered: { name: erasedName, email: erasedEmail, skills: none },
  MemberRenamed: { from: erasedName, to: erasedName },
  MemberEmailChanged: { from: erasedEmail, to: erasedEmail },
  MemberTransferred: {},
  ManagerChanged: {},
  MemberDetailsChanged: { skills: erasedSkills },
  MemberDeactivated: { note: nothing },
  MemberReactivated: {},
  MemberRehired: {},
  MemberRegisteredInError: { email: erasedEmail },
  MemberSealed: {},
  MemberChangeReversed: { reversed: nothing },
  QueueAssigned: {},
  QueueAssignmentRetyped: {},
  QueueAssignmentRemoved: {},
  QueueOpened: { name: nothing },
  QueueRenamed: { from: nothing, to: nothing },
  QueueCoverageRequired: {},
  QueueClosed: { name: nothing },
  QueueChangeReversed: { reversed: nothing },
  ChangeScheduled: { commands: nothing },
  ChangeRescheduled: {},
  ChangeCancelled: {},
  ChangeApplied: {},
  ChangeFailed: { sentence: nothing },
  LegalHoldPlaced: {},
  LegalHoldReleased: {},
  LogOpened: {},
  GuardKeyRotated: {},
  GuardEntered: {},
  IntentRecorded: {},
  IntentSettled: {},
  AuditBundleExported: {},
  PersonalDataRead: {},
};
