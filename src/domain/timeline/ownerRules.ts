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
      changes: stream.map(({ effectiveOn }) => effectiveOn),
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
      changes: own.map(({ effectiveOn }) => effectiveOn),
      holds: (date) => nameHeld(own, date) === name,
      claims: (owner, date) => queueChangesOn(sight, owner, date, ["QueueOpened", "QueueRenamed"]),
      refuse: (owner) =>
        reject("queue-name-taken", `Another queue is called so: choose another name.`, { name, queueId: owner }),
    }),
  );
}

/** Who may hold a name: `changes` are the dates on which they may begin to, or end. */
type Holder = {
  readonly id: string;
  readonly changes: readonly LocalDate[];
  readonly holds: (date: LocalDate) => boolean;
  readonly claims: (owner: string, date: LocalDate) => readonly Laid<DomainEvent>[];
  readonly refuse: (owner: string) => never;
};

/** When a name was claimed by another, and since when it is held. */
type Shared = { readonly claimed: LocalDate; readonly held: LocalDate };

/** The others who claim, from some date on, what is held on that date. */
function sharedWith(sight: Sight, ownership: Ownership, holder: Holder): readonly Breach[] {
  const { id, holds, claims, refuse } = holder;
  const others = new Map<string, Shared>();
  let held: LocalDate | undefined;
  for (const date of datesFrom(sight.from, [...ownership.map(({ on }) => on), ...holder.changes])) {
    held = holds(date) ? (held ?? date) : undefined;
    const owner = latest(ownership, date);
    if (held !== undefined && owner?.ownerId != null && owner.ownerId !== id)
      others.set(owner.ownerId, { claimed: owner.on, held });
  }
  // Where the other claims it by this change itself, what is recorded of the holder stands in the way.
  const inTheWay = (owner: string, { claimed, held }: Shared) => {
    const by = claims(owner, claimed);
    return by.length > 0 ? by : claims(id, held);
  };
  return [...others].map(([owner, shared]) => ({ by: inTheWay(owner, shared), refuse: () => refuse(owner) }));
}
