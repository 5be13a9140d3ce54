import type { RejectionCode } from "../../domain/kernel/rejection.ts";

/** What a code means over HTTP. `page` tells a person what to do; it is shown where the problem's `type` leads. */
export type Kind = { readonly status: number; readonly title: string; readonly page: string };

const kind = (status: number, title: string, page: string): Kind => ({ status, title, page });

/** Every refusal of the rules. A rule that the present state breaks is a conflict; a value that never fits is not. */
export const refusals: Readonly<Record<RejectionCode, Kind>> = {
  "invalid-value": kind(400, "Invalid value", "A value is not one that Muster can keep. `pointer` names its field."),
  "date-in-future": kind(
    422,
    "Date in the future",
    "The day is more than ten years ahead, or the changes of a list are for several days, one of them to come. Give a day that is nearer, or each day a list of its own.",
  ),
  "date-before-start": kind(
    422,
    "Date before the start",
    "The date lies before the member's first day; give a later one.",
  ),
  "conflicts-with-later-change": kind(
    409,
    "Conflicts with a later change",
    "Something was recorded for a later date that this change would make impossible. `details.changes` names each (event, whom, what, date): give `details.withdraw` as `withdraw` to take them back in the same change, or use `details.earliest` or a later date. What is only scheduled stands in `details.scheduled`: cancel or move it first.",
  ),
  "ambiguous-name": kind(
    409,
    "Ambiguous name",
    "Several go by this name. Give the email address or the id of the one meant.",
  ),
  "member-unknown": kind(404, "Unknown member", "There is no such member. Look for them in GET /v1/members."),
  "member-already-registered": kind(
    409,
    "Already registered",
    "There is a member with this id, and with other values.",
  ),
  "member-not-active": kind(409, "Member not active", "The member has left. Reactivate or rehire them first."),
  "member-still-active": kind(
    409,
    "Member still active",
    "The member has not left, so there is nothing to come back from.",
  ),
  "member-has-reports": kind(
    409,
    "Member has reports",
    "Others report to the member. Give `reportsTo`, the member who takes them over.",
  ),
  "member-within-retention": kind(409, "Within retention", "The record must be kept until its retention is over."),
  "member-erased": kind(
    409,
    "Member erased",
    "What was known of this person is erased for good. Register them anew if they come back.",
  ),
  "legal-hold": kind(
    409,
    "Legal hold",
    "A legal hold covers the member: nothing of theirs may be erased or sealed. `details.holds` names the holds to release first.",
  ),
  "hold-unknown": kind(404, "Unknown hold", "There is no such legal hold. Look for it in GET /v1/holds."),
  "member-sealed": kind(
    409,
    "Member sealed",
    "The member's retention is over: what is left of them cannot change. Register them anew if they come back.",
  ),
  "email-taken": kind(409, "Email taken", "Another member has this address, now or before they left."),
  "manager-cycle": kind(409, "Manager cycle", "The manager reports to the member, directly or through others."),
  "manager-not-active": kind(409, "Manager not active", "The manager has left. Name one who is active."),
  "unknown-team": kind(
    422,
    "Unknown team",
    "No team has this name yet. If it is meant to be new, say `newTeam: true`.",
  ),
  "queue-unknown": kind(404, "Unknown queue", "There is no such queue. Look for it in GET /v1/queues."),
  "queue-closed": kind(409, "Queue closed", "The queue is closed. Choose one that is open."),
  "queue-has-members": kind(
    409,
    "Queue has members",
    "Members cover the queue. Say `unassign: true` to end their assignments.",
  ),
  "queue-name-taken": kind(409, "Queue name taken", "An open queue has this name already."),
  "queue-would-be-uncovered": kind(
    409,
    "Queue would be uncovered",
    "Fewer would cover the queue than it requires. Name it in `acceptUncovered` to do so all the same.",
  ),
  "already-assigned": kind(
    409,
    "Already assigned",
    "The member covers the queue as another type. Say `retype: true` to change it.",
  ),
  "not-assigned": kind(409, "Not assigned", "The member does not cover the queue."),
  "change-unknown": kind(404, "Unknown change", "There is no such change, neither scheduled nor recorded."),
  "change-not-pending": kind(
    409,
    "Change not pending",
    "The scheduled change was cancelled, or its day has come. Look at what holds now.",
  ),
  "revision-conflict": kind(
    412,
    "Changed meanwhile",
    "What you saw is no longer so. Read it again, and give its new ETag in If-Match.",
  ),
  "plan-outdated": kind(
    409,
    "Plan outdated",
    "Something that the plan rests on has changed since it was shown. Look at what would come of it now, and decide again.",
  ),
  "csv-unreadable": kind(
    400,
    "No readable CSV",
    "The body is no table that can be read: UTF-8, commas, a header with known columns, each once. `details.problems` says what is wrong.",
  ),
  "import-refused": kind(
    422,
    "Import refused",
    "Rows of the file cannot be taken, and nothing of it was. `details.problems` names each row and column, and what to do.",
  ),
  "too-many-leavers": kind(
    409,
    "Too many leavers",
    "The import would deactivate more of a team than is done unasked. Look at a dry run, then name each of the teams in `acceptLeavers`.",
  ),
  "rolled-back": kind(503, "Rolled back", "Muster was rolled back: an import or a rebuild brings its tables back."),
};
