import type { MusterEvent, MusterEventType } from "../domain/event.ts";
import type { Recorded } from "../domain/recorded.ts";

export type RecordedOf<T extends MusterEventType> = Recorded<Extract<MusterEvent, { type: T }>>;

/** What a row may ask of the other tables, as they stand when the event is laid on it. */
export type Surroundings = {
  readonly queueName: (queueId: string) => string | undefined;
  readonly isMember: (memberId: string) => boolean;
};

/** How each event changes one row: `undefined` is no row, the row itself is no change. A new event must be answered here. */
export type RowReducer<Row> = {
  readonly [T in MusterEventType]: (
    row: Row | undefined,
    event: RecordedOf<T>,
    around: Surroundings,
  ) => Row | undefined;
};

export type Project<Row> = (
  row: Row | undefined,
  event: Recorded<MusterEvent>,
  around: Surroundings,
) => Row | undefined;

/** The only fold there is: live tables, rebuild, verification and the file all run it. */
export const project =
  <Row>(when: RowReducer<Row>): Project<Row> =>
  (row, event, around) =>
    // TypeScript cannot see that an event's own type picks the reducer that takes it.
    (when[event.type] as Project<Row>)(row, event, around);

/** The answer to an event that does not concern a row. */
export const unmoved = <Row>(row: Row | undefined): Row | undefined => row;

/** Bookkeeping of the log shows in no table, and neither does what is to come. */
export const noBookkeeping = {
  KeysDestroyedAgain: unmoved,
  LegalHoldPlaced: unmoved,
  LegalHoldReleased: unmoved,
  ChangeScheduled: unmoved,
  ChangeRescheduled: unmoved,
  ChangeCancelled: unmoved,
  ChangeApplied: unmoved,
  ChangeFailed: unmoved,
  LogOpened: unmoved,
  GuardKeyRotated: unmoved,
  GuardEntered: unmoved,
  IntentRecorded: unmoved,
  IntentSettled: unmoved,
  AuditBundleExported: unmoved,
  PersonalDataRead: unmoved,
  Tombstone: unmoved,
} as const;

/**
 * How far a row has been folded.
 * @property position the greatest position folded, which need not be the last in date order
 * @property updatedAt when that event was recorded
 */
export type Folded = { readonly position: bigint; readonly updatedAt: string };

/** How far the stream that makes a row has been folded: an event before `effectiveOn` means folding it anew. */
export type StreamFolded = Folded & { readonly revision: bigint; readonly effectiveOn: string };

/** What is known, unless the value is greater. */
export const greater = <T extends bigint | string>(known: T | undefined, value: T): T =>
  known !== undefined && known > value ? known : value;

export const folded = (row: Folded | undefined, { position, meta }: Recorded<MusterEvent>): Folded => ({
  position: greater(row?.position, position),
  updatedAt: greater(row?.updatedAt, meta.recordedAt),
});

export const streamFolded = (row: StreamFolded | undefined, event: Recorded<MusterEvent>): StreamFolded => ({
  ...folded(row, event),
  revision: greater(row?.revision, event.revision),
  effectiveOn: greater(row?.effectiveOn, event.meta.effectiveOn),
});
