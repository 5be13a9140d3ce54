import type { ChangeEvent } from "./change/messages.ts";
import type { GuardEvent } from "./guard/messages.ts";
import type { HoldEvent } from "./hold/messages.ts";
import type { Decided } from "./kernel/decider.ts";
import type { MemberEvent } from "./member/messages.ts";
import type { QueueEvent } from "./queue/messages.ts";

/** Everything that can happen to a team. */
export type DomainEvent = MemberEvent | QueueEvent;

/** What follows from a command, in order; empty where there is nothing to do. */
export type Decision = readonly Decided<DomainEvent>[];

/** Everything that a log of Muster's holds. */
export type MusterEvent = DomainEvent | ChangeEvent | HoldEvent | GuardEvent;
export type MusterEventType = MusterEvent["type"];

export const memberStream = (memberId: string): string => `member-${memberId}`;
export const queueStream = (queueId: string): string => `queue-${queueId}`;

/** The one stream that an event belongs to. */
export const streamOf = ({ data }: DomainEvent): string =>
  "memberId" in data ? memberStream(data.memberId) : queueStream(data.queueId);
