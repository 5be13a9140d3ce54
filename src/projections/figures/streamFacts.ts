import type { MusterEvent } from "../../domain/event.ts";
import type { MemberEvent } from "../../domain/member/messages.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { eventsInEffect } from "../rosterTables.ts";
import { type Facts, noFacts } from "./facts.ts";
import { memberFacts } from "./memberFacts.ts";
import { queueFacts } from "./queueFacts.ts";

type Event = Recorded<MusterEvent>;

/** What one stream comes to, as far as its events are given; others do not bear on it. */
export function streamFacts(stream: readonly Event[]): Facts {
  const events = eventsInEffect(stream);
  const ofMember = events.flatMap((event) =>
    isOfMember(event) ? [{ ...event, effectiveOn: event.meta.effectiveOn }] : [],
  );
  return ofMember.length > 0 ? { ...noFacts, ...memberFacts(ofMember) } : { ...noFacts, terms: queueFacts(events) };
}

const isOfMember = (event: Event): event is Recorded<MemberEvent> => "memberId" in event.data;
