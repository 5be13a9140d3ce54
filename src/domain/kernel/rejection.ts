/** Every way in which the domain says no. Codes are public: doors map each to an exit code and an HTTP status. */
export type RejectionCode =
  | "invalid-value"
  | "date-in-future"
  | "date-before-start"
  | "conflicts-with-later-change"
  | "ambiguous-name"
  | "member-unknown"
  | "member-already-registered"
  | "member-not-active"
  | "member-still-active"
  | "member-has-reports"
  | "member-within-retention"
  | "member-erased"
  | "legal-hold"
  | "hold-unknown"
  | "member-sealed"
  | "email-taken"
  | "manager-cycle"
  | "manager-not-active"
  | "unknown-team"
  | "queue-unknown"
  | "queue-closed"
  | "queue-has-members"
  | "queue-name-taken"
  | "queue-would-be-uncovered"
  | "already-assigned"
  | "not-assigned"
  | "change-unknown"
  | "change-not-pending"
  | "revision-conflict"
  | "plan-outdated"
  | "csv-unreadable"
  | "import-refused"
  | "too-many-leavers"
  | "rolled-back";

/** Names what a refusal is about, for a program: ids, queues, minimums, the field at fault. */
export type RejectionDetails = Readonly<Record<string, unknown>>;

/** The domain saying no. Anything else that is thrown is a bug or an outage. */
export class Rejection extends Error {
  override readonly name = "Rejection";
  readonly code: RejectionCode;
  readonly details: RejectionDetails;

  /** `sentence` tells a person what is wrong and what to do about it. */
  constructor(code: RejectionCode, sentence: string, details: RejectionDetails = {}) {
    super(sentence);
    this.code = code;
    this.details = details;
  }
}

export function reject(code: RejectionCode, sentence: string, details?: RejectionDetails): never {
  throw new Rejection(code, sentence, details);
}
