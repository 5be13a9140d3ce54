import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import { normaliseEmail } from "../domain/member/email.ts";
import type { Recorded } from "../domain/recorded.ts";
import {
  folded,
  noBookkeeping,
  project,
  type RowReducer,
  streamFolded,
  type StreamFolded,
  unmoved,
} from "./projection.ts";

/** `emailKey` is the form in which two addresses are the same; `endDate` is the last day. */
export type TeamMemberRow = StreamFolded & {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly emailKey: string;
  readonly team: string;
  readonly title: string | null;
  readonly active: boolean;
  readonly managerId: string | null;
  readonly startDate: LocalDate;
  readonly endDate: LocalDate | null;
  readonly timezone: string | null;
  readonly skills: readonly string[];
};

type Row = TeamMemberRow | undefined;

const changed = (row: Row, event: Recorded<MusterEvent>, values: Partial<TeamMemberRow>): Row =>
  row && { ...row, ...values, ...streamFolded(row, event) };

// An assignment changes nothing of the member's row but how far their stream is folded.
const noted = (row: Row, event: Recorded<MusterEvent>): Row => changed(row, event, {});

/** The member leaves the table; the rows of those who report to them name no one who is not there. */
const gone = (row: Row, event: Recorded<MusterEvent> & { readonly data: { readonly memberId: string } }): Row =>
  row?.managerId === event.data.memberId ? { ...row, ...folded(row, event), managerId: null } : undefined;

const when: RowReducer<TeamMemberRow> = {
  ...noBookkeeping,
  MemberRegistered: (_, event) => {
    const { memberId, name, email, team, title, managerId, timezone, skills } = event.data;
    const person = { memberId, name, email, emailKey: normaliseEmail(email), team, title, managerId, timezone, skills };
    return {
      ...person,
      active: true,
      startDate: event.meta.effectiveOn,
      endDate: null,
      ...streamFolded(undefined, event),
    };
  },
  MemberRenamed: (row, event) => changed(row, event, { name: event.data.to }),
  MemberEmailChanged: (row, event) =>
    changed(row, event, { email: event.data.to, emailKey: normaliseEmail(event.data.to) }),
  MemberTransferred: (row, event) => changed(row, event, { team: event.data.to }),
  ManagerChanged: (row, event) => changed(row, event, { managerId: event.data.to }),
  MemberDetailsChanged: (row, event) => {
    const { title, timezone, skills } = event.data;
    return changed(row, event, {
      ...(title && { title: title.to }),
      ...(timezone && { timezone: timezone.to }),
      ...(skills && { skills: skills.to }),
    });
  },
  MemberDeactivated: (row, event) => changed(row, event, { active: false, endDate: event.data.lastDay }),
  MemberReactivated: (row, event) => changed(row, event, { active: true, endDate: null }),
  MemberRehired: (row, event) => {
    const { team, title, managerId } = event.data;
    const period = { active: true, startDate: event.meta.effectiveOn, endDate: null };
    return changed(row, event, { ...period, team: team.to, title: title.to, managerId: managerId.to });
  },
  MemberRegisteredInError: gone,
  // Past retention nothing of the person may be left to read: the events before this one are tombstones.
  MemberSealed: gone,
  // What is personal in the row went when the stream was folded anew.
  MemberDataErased: noted,
  // What holds no more is left out when the stream is folded anew.
  MemberChangeReversed: unmoved,
  QueueAssigned: noted,
  QueueAssignmentRetyped: noted,
  QueueAssignmentRemoved: noted,
  QueueOpened: unmoved,
  QueueRenamed: unmoved,
  QueueCoverageRequired: unmoved,
  QueueClosed: unmoved,
  QueueChangeReversed: unmoved,
};

/** Who is and was on a team; keyed by member. */
export const teamMembers = project(when);
