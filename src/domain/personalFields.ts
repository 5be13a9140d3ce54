import type { Recorded } from "./recorded.ts";
import type { MusterEvent, MusterEventType } from "./event.ts";
import { erasedEmail as emailOf, erasedName as nameOf } from "./member/erased.ts";

type DataOf<T extends MusterEventType> = Extract<MusterEvent, { type: T }>["data"];

/** How a field reads once its key is destroyed; the member's id keeps what must stay unique apart. */
export type Blind = (memberId: string) => unknown;

const erasedName: Blind = () => nameOf;
const erasedEmail: Blind = emailOf;
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
  MemberDataErased: {},
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
  KeysDestroyedAgain: {},
  LegalHoldPlaced: {},
  LegalHoldReleased: {},
  LogOpened: {},
  GuardKeyRotated: {},
  GuardEntered: {},
  IntentRecorded: {},
  IntentSettled: {},
  AuditBundleExported: {},
  PersonalDataRead: {},
  Tombstone: {},
};

/**
 * A member's event as it reads once their key is destroyed: stand-ins for what was personal, and no reason. Whoever lays it
 * before the key is gone makes of it what is made of it afterwards.
 */
export function blinded<E extends MusterEvent>(event: Recorded<E>, memberId: string): Recorded<E> {
  const blinds: Readonly<Record<string, Blind | undefined>> = personalFields[event.type];
  const data = Object.fromEntries(
    Object.entries(event.data).map(([field, value]: readonly [string, unknown]) => {
      const blind = blinds[field];
      return [field, blind && value !== null && value !== undefined ? blind(memberId) : value];
    }),
  );
  const { reason: _, ...meta } = event.meta;
  // The fields and their types are those that the event's type names.
  return { ...event, data, meta } as unknown as Recorded<E>;
}
