import type { MusterEvent } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { Recorded } from "../domain/recorded.ts";
import { noBookkeeping, project, type RowReducer, streamFolded, type StreamFolded, unmoved } from "./projection.ts";

/** `minimum` is how many must cover the queue; `closedOn` is the first day without it. */
export type QueueRow = StreamFolded & {
  readonly queueId: string;
  readonly name: string;
  readonly minimum: number;
  readonly open: boolean;
  readonly openedOn: LocalDate;
  readonly closedOn: LocalDate | null;
};

type Row = QueueRow | undefined;

const changed = (row: Row, event: Recorded<MusterEvent>, values: Partial<QueueRow>): Row =>
  row && { ...row, ...values, ...streamFolded(row, event) };

const when: RowReducer<QueueRow> = {
  ...noBookkeeping,
  QueueOpened: (_, event) => {
    const { queueId, name } = event.data;
    const opened = { minimum: 0, open: true, openedOn: event.meta.effectiveOn, closedOn: null };
    return { queueId, name, ...opened, ...streamFolded(undefined, event) };
  },
  QueueRenamed: (row, event) => changed(row, event, { name: event.data.to }),
  QueueCoverageRequired: (row, event) => changed(row, event, { minimum: event.data.to }),
  QueueClosed: (row, event) => changed(row, event, { open: false, closedOn: event.meta.effectiveOn }),
  // What holds no more is left out when the stream is folded anew.
  QueueChangeReversed: unmoved,
  MemberRegistered: unmoved,
  MemberRenamed: unmoved,
  MemberEmailChanged: unmoved,
  MemberTransferred: unmoved,
  ManagerChanged: unmoved,
  MemberDetailsChanged: unmoved,
  MemberDeactivated: unmoved,
  MemberReactivated: unmoved,
  MemberRehired: unmoved,
  MemberRegisteredInError: unmoved,
  MemberDataErased: unmoved,
  MemberSealed: unmoved,
  MemberChangeReversed: unmoved,
  QueueAssigned: unmoved,
  QueueAssignmentRetyped: unmoved,
  QueueAssignmentRemoved: unmoved,
};

/** What there is to cover; keyed by queue. */
export const queueRows = project(when);
