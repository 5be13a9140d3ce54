import type { DomainEvent } from "../event.ts";
import { type Ownership, ownerOn } from "../guard/owners.ts";
import type { Laid } from "../kernel/decider.ts";
import type { LocalDate } from "../kernel/time.ts";
import { emailHeld, emailsOf, nameHeld, namesOf } from "./holdings.ts";
import type { Look } from "./looking.ts";
import { datesFrom, firstOf, memberStreamIn, queuesIn } from "./sight.ts";
import type { DatedEntry, Timeline } from "./timeline.ts";

type ClaimGuard = Extract<DatedEntry["guard"], { kind: "email" | "queue-name" }>;

/** A name that a change may have given, taken or freed: who of those it touches holds it, by date, and who did before. */
type Claim = {
  readonly guard: ClaimGuard;
  readonly holder: {
    readonly touched: ReadonlySet<string>;
    readonly on: (date: LocalDate) => string | null;
    readonly before: (date: LocalDate) => string | null;
  };
  readonly dates: readonly LocalDate[];
};

const claiming: ReadonlySet<string> = new Set([
  "MemberRegistered",
  "MemberEmailChanged",
  "MemberRegisteredInError",
  "MemberChangeReversed",
]);

/** The addresses and names of all whom a change touches, each with the dates on which its guard is to be looked at. */
export function claimsTouched(laid: Timeline, events: readonly Laid<DomainEvent>[], look: Look): readonly Claim[] {
  const members = new Set(
    events.flatMap(({ type, data }) => ("memberId" in data && claiming.has(type) ? [data.memberId] : [])),
  );
  const queues = new Set(queuesIn(events));
  const emails = new Set([...members].flatMap((id) => emailsOf(memberStreamIn(laid, id))));
  const names = new Set([...queues].flatMap((id) => namesOf(ownOf(laid, id))));
  const from = firstOf(events);
  const dates = (ownership: Ownership) =>
    datesFrom(from, [
      ...ownership.map(({ on }) => on),
      ...[...members].flatMap((id) => memberStreamIn(laid, id).map(({ effectiveOn }) => effectiveOn)),
      ...[...queues].flatMap((id) => ownOf(laid, id).map(({ effectiveOn }) => effectiveOn)),
    ]);
  return [
    ...[...emails].map((email): Claim => {
      const known = look.email(email);
      const on = (date: LocalDate) =>
        [...members].find((id) => emailHeld(memberStreamIn(laid, id), date) === email) ?? null;
      return {
        guard: { kind: "email", email },
        holder: { touched: members, on, before: (date) => ownerOn(known, date) },
        dates: dates(laid.emailOwners.get(email) ?? []),
      };
    }),
    ...[...names].map((name): Claim => {
      const known = look.queueName(name);
      const on = (date: LocalDate) => [...queues].find((id) => nameHeld(ownOf(laid, id), date) === name) ?? null;
      return {
        guard: { kind: "queue-name", name },
        holder: { touched: queues, on, before: (date) => ownerOn(known, date) },
        dates: dates(laid.queueNameOwners.get(name) ?? []),
      };
    }),
  ];
}

const ownOf = (timeline: Timeline, queueId: string) => timeline.queues.get(queueId)?.own ?? [];

/**
 * What somebody owns whom the change does not touch is left to the rule that a name has one owner; and theirs again where
 * the change gave it back: who never was did not hold it when they did.
 */
export function ownerCorrection(
  now: Timeline,
  { guard, holder }: Pick<Claim, "guard" | "holder">,
  on: LocalDate,
): readonly DatedEntry[] {
  const ownership = guard.kind === "email" ? now.emailOwners.get(guard.email) : now.queueNameOwners.get(guard.name);
  const owner = ownerOn(ownership ?? [], on);
  const before = holder.before(on);
  const ownerId = holder.on(on) ?? (before !== null && !holder.touched.has(before) ? before : null);
  if (owner === ownerId || (owner !== null && !holder.touched.has(owner))) return [];
  return [{ guard, fact: { kind: "owner", ownerId }, on }];
}

/** Every claim of whoever is erased ends, on all dates: that somebody once had an address says who they were. */
export function releases(now: Timeline, events: readonly Laid<DomainEvent>[], look: Look): readonly DatedEntry[] {
  return events.flatMap((event) => {
    if (event.type !== "MemberDataErased") return [];
    const { memberId } = event.data;
    return emailsOf(memberStreamIn(now, memberId)).flatMap((email) =>
      look
        .email(email)
        .flatMap(({ ownerId, on }): readonly DatedEntry[] =>
          ownerId === memberId ? [{ guard: { kind: "email", email }, fact: { kind: "owner", ownerId: null }, on }] : [],
        ),
    );
  });
}
