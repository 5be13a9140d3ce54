import { type Kind, refusals } from "./refusals.ts";

const kind = (status: number, title: string, page: string): Kind => ({ status, title, page });

/** What HTTP itself, access and outages say no with. */
const others = {
  "invalid-request": kind(
    400,
    "Invalid request",
    "The request is not as the API describes it. `errors` names each place.",
  ),
  "invalid-json": kind(
    400,
    "Invalid JSON",
    "The body is no JSON that is taken: see that it is well formed, and not nested too deep.",
  ),
  "invalid-cursor": kind(
    400,
    "Invalid cursor",
    "A cursor is taken as it was given, with the same filters. Begin again without one.",
  ),
  "invalid-url": kind(400, "Invalid address", "The address cannot be read: see that it is percent-encoded UTF-8."),
  "team-needed": kind(400, "Team needed", "Which team is yours cannot be told. Name one in `team`."),
  unauthenticated: kind(401, "Not authenticated", "Send `Authorization: Bearer …` with a token that is valid now."),
  "access-denied": kind(403, "Access denied", "Your roles do not allow this. The sentence names the role that would."),
  "not-found": kind(404, "Not found", "Nothing is at this address. /docs lists what there is."),
  "method-not-allowed": kind(405, "Method not allowed", "The address takes other methods; `Allow` names them."),
  "still-running": kind(
    409,
    "Still running",
    "The first request with this Idempotency-Key has not ended. Repeat it in a while.",
  ),
  "stream-conflict": kind(
    409,
    "Others were faster",
    "Others changed the same at the same time, each time. Repeat the request.",
  ),
  "payload-too-large": kind(
    413,
    "Body too large",
    "A body may have 64 KB, and an import 10 MB. What is longer goes in several requests.",
  ),
  "unsupported-media-type": kind(
    415,
    "Unsupported media type",
    "Send application/json, and to an import text/csv in UTF-8.",
  ),
  "key-reused": kind(
    422,
    "Idempotency key used",
    "The key belongs to another request. Take a new key for a new change.",
  ),
  "too-many-requests": kind(429, "Too many requests", "Wait as long as `Retry-After` says."),
  "headers-too-large": kind(431, "Headers too large", "The headers are longer than is taken."),
  unexpected: kind(500, "Unexpected", "Muster did not expect this. The correlation id finds it in the log."),
  "log-unavailable": kind(
    503,
    "Log unavailable",
    "The log cannot be reached. Repeat the request with the same Idempotency-Key.",
  ),
  "tables-unavailable": kind(
    503,
    "Tables unavailable",
    "The database of the read tables cannot be reached. Try again.",
  ),
  "read-not-recorded": kind(
    503,
    "Read not recorded",
    "Reads of personal data are recorded here, and this one could not be: it is not answered. Try again.",
  ),
  "authentication-unavailable": kind(
    503,
    "Authentication unavailable",
    "Who you are cannot be found out now. Try again.",
  ),
  "unreadable-event": kind(
    503,
    "Unreadable event",
    "The log holds an event that this version cannot read. Use a newer one.",
  ),
  "timed-out": kind(503, "Timed out", "The answer took too long. Repeat the request with the same Idempotency-Key."),
  "shutting-down": kind(
    503,
    "Shutting down",
    "This process is ending. Repeat the request, with the same Idempotency-Key.",
  ),
  "not-reached": kind(504, "Position not reached", "The tables have not come to `Muster-Wait-For` in time. Ask again."),
} as const satisfies Readonly<Record<string, Kind>>;

/** Every problem that the API knows, by its code. */
export const catalogue = { ...refusals, ...others };
export type ProblemCode = keyof typeof catalogue;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogue, code);
