import type { RejectionCode } from "../domain/kernel/rejection.ts";

/** How this door asks for what a refusal's sentence says is to be done. */
export const hints: Readonly<Partial<Record<RejectionCode, string>>> = {
  "unknown-team": "Use --new-team for a new one.",
  "member-has-reports": "Use --reports-to <member>.",
  "queue-would-be-uncovered": "Use --accept-uncovered <queue>.",
  "queue-has-members": "Use --unassign.",
  "already-assigned": "Use muster retype.",
  "too-many-leavers": "Use --accept-leavers <team>.",
  "member-still-active": "Use muster member update.",
};
