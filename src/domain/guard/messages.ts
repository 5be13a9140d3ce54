import type { LocalDate } from "../kernel/time.ts";
import type { AssignmentType } from "../member/messages.ts";

type Named<T extends string, D extends object> = { readonly type: T; readonly data: Readonly<D> };

/**
 * A fact that a guard stream holds so that a rule across streams is decided by exactly one winner.
 * - `owner`: whose an email address or a queue's name is; null releases it
 * - `line`: a member's manager, and whether the member is active; what is left out stays as it was
 * - `cover`: how a member covers a queue; null means no longer
 * - `team`: a team that has been founded
 * - `pending`: a change that is to come, and on which day; null is one that comes no more, or has come. One that `failed`
 *   on its day is kept until somebody moves or cancels it
 * - `forgotten`: a member of whom there is nothing left that a legal hold could keep
 */
export type GuardFact =
  | { readonly kind: "owner"; readonly ownerId: string | null }
  | { readonly kind: "line"; readonly memberId: string; readonly managerId?: string | null; readonly active?: boolean }
  | { readonly kind: "cover"; readonly memberId: string; readonly assignmentType: AssignmentType | null }
  | { readonly kind: "team"; readonly team: string }
  | { readonly kind: "pending"; readonly changeId: string; readonly on: LocalDate | null; readonly failed?: true }
  | { readonly kind: "forgotten"; readonly memberId: string };

/** One stream's part of an intent; `expected` is a revision as a decimal string. */
export type IntendedWrite = {
  readonly stream: string;
  readonly expected: string;
  /** The events as they will be stored, personal fields sealed: base64 of the very bytes. */
  readonly events: readonly { readonly eventId: string; readonly type: string; readonly bytes: string }[];
};

/** Bookkeeping of the log. No read table shows it; projections receive and ignore it. */
export type GuardEvent =
  /** The first event of every log. `keyFingerprint` names the guard key that belonged to it then. */
  | Named<"LogOpened", { logId: string; timezone: string; keyFingerprint: string }>
  /** From here on another guard key belongs to the log; what stands under its names was entered before. */
  | Named<"GuardKeyRotated", { keyFingerprint: string }>
  | Named<"GuardEntered", { facts: readonly GuardFact[] }>
  /** A write-ahead intent over several streams, decided by whether `writes[0]` can be appended. */
  | Named<"IntentRecorded", { intentId: string; writes: readonly IntendedWrite[] }>
  | Named<"IntentSettled", { intentId: string; outcome: "committed" | "aborted" }>
  /** A key that was destroyed had come back, with a backup say, and is destroyed again; it was this member's. */
  | Named<"KeysDestroyedAgain", { ofMember: string; keyIds: readonly string[] }>
  /**
   * An event of a sealed member whose bytes are gone; `was` is its type. None is ever recorded: the log's reader makes it
   * of what is left.
   */
  | Named<"Tombstone", { was: string }>
  /** Events were handed out, of `ofMember` alone where that is not null; `digest` is that of the bundle. */
  | Named<
      "AuditBundleExported",
      {
        bundleId: string;
        from: string | null;
        to: string | null;
        ofMember: string | null;
        events: number;
        digest: string;
      }
    >
  /**
   * An auditor or an administrator was answered with personal data: by `what` (a route, a function, a command), as far as
   * what was `asked` gives nobody away. `memberIds` are whose it was, and `others` how many more it was of.
   */
  | Named<
      "PersonalDataRead",
      { what: string; asked: Readonly<Record<string, string>>; memberIds: readonly string[]; others: number }
    >;

export type GuardEntered = Extract<GuardEvent, { type: "GuardEntered" }>;
