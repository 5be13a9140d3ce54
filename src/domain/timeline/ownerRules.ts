import type { DomainEvent } from "../event.ts";
import type { Ownership } from "../guard/owners.ts";
import { latest } from "../kernel/dated.ts";
import type { Laid } from "../kernel/decider.ts";
import { reject } from "../kernel/rejection.ts";
import type { LocalDate } from "../kernel/time.ts";
import { emailHeld, emailsOf, nameHeld, namesOf } from "./holdings.ts";
import {
  type Breach,
  datesFrom,
  memberChangesOn,
  membersIn,
  memberStreamIn,
  queueChangesOn,
  queuesIn,
  type Sight,
} from "./sight.ts";

/** Dates on which an address or a queue's name would have two owners. */
export const sharedNames = (sight: Sight): readonly Breach[] => [
  ...membersIn(sight.events).flatMap((id) => sharedEmails(sight, id)),
  ...queuesIn(sight.events).flatMap((id) => sharedQueueNames(sight, id)),
];

function sharedEmails(sight: Sight, memberId: string): readonly Breach[] {
  const stream = memberStreamIn(sight.after, memberId);
  return emailsOf(stream).flatMap((email) =>
    sharedWith(sight, sight.after.emailOwners.get(email) ?? [], {
      id: memberId,
      holds: (date) => emailHeld(stream, date) === email,
      claims: (owner, date) => memberChangesOn(sight, owner, date, ["MemberRegistered", "MemberEmailChanged"]),
      refuse: (owner) =>
        reject("email-taken", `${email} belongs to another: use another address.`, { email, memberId: owner }),
    }),
  );
}

function sharedQueueNames(sight: Sight, queueId: string): readonly Breach[] {
  const own = sight.after.queues.get(queueId)?.own ?? [];
  return namesOf(own).flatMap((name) =>
    sharedWith(sight, sight.after.queueNameOwners.get(name) ?? [], {
      id: queueId,
      holds: (date) => nameHeld(own, date) === name,
      claims: (owner, date) => queueChangesOn(sight, owner, date, ["QueueOpened", "QueueRenamed"]),
      refuse: (owner) =>
        reject("queue-name-taken", `Another queue is called so: choose another name.`, { name, queueId: owner }),
    }),
  );
}

type Holder = {
  readonly id: string;
  readonly holds: (date: LocalDate) => boolean;
  readonly claims: (owner: string, date: LocalDate) => readonly Laid<DomainEvent>[];
  readonly refuse: (owner: string) => never;
};

/** The others who claim, from some date on, what is held on that date. */
function sharedWith(sight: Sight, ownership: Ownership, { id, holds, claims, refuse }: Holder): readonly Breach[] {
  const dates = datesFrom(
    sight.from,
    [...ownership, ...sight.events.map(({ effectiveOn: on }) => ({ on }))].map(({ on }) => on),
  );
  const others = new Map<string, LocalDate>();
  for (const date of dates) {
    const owner = latest(ownership, date);
    if (owner?.ownerId != null && owner.ownerId !== id && holds(date)) others.set(owner.ownerId, owner.on);
  }
  return [...others].map(([owner, since]) => ({ by: claims(owner, since), refuse: () => refuse(owner) }));
}
