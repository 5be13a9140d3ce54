import type { GuardStream } from "../domain/guard/facts.ts";
import { holdStream } from "../domain/hold/messages.ts";
import { queueStream } from "../domain/event.ts";
import type { LocalDate } from "../domain/kernel/time.ts";
import type { GuardKey } from "./ports/guardKey.ts";

/** The stream of the log's own first event. */
export const logStream = "log";

/** The stream that tells what was handed out to auditors. */
export const auditStream = "audit";

/** The stream that tells who has read whose personal data on a day (UTC), where that is recorded. */
export const readsStream = (day: LocalDate): string => `reads-${day}`;

/** The stream that tells which keys were destroyed again. */
export const erasureStream = "erasures";

/** The stream in which a guard's entries lie; what would give a person away is hidden behind the guard key. */
export function guardStreamName(key: GuardKey, guard: GuardStream): string {
  switch (guard.kind) {
    case "email":
      return `email-${key.hash(guard.email)}`;
    case "queue-name":
      return `queue-name-${key.hash(guard.name)}`;
    case "queue":
      return queueStream(guard.queueId);
    case "legal-holds":
      return holdStream;
    case "schedule":
    case "reporting-lines":
    case "teams":
      return guard.kind;
  }
}

/** Whether the name of a stream comes of the guard key. */
export const isNamedByKey = (stream: string): boolean => /^(email|queue-name)-[0-9a-f]{64}$/.test(stream);
