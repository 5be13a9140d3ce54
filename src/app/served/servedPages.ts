import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import { type EventReads, eventReads } from "./eventReads.ts";
import { type MemberReads, memberReads } from "./memberReads.ts";
import { type QueueReads, queueReads } from "./queueReads.ts";
import { type TicketReads, ticketReads } from "./ticketReads.ts";
import { type TeamReads, teamReads } from "./teamReads.ts";

/** Lists for one principal, a page at a time. All throw `AccessDenied` for what the principal may not see. */
export type ServedPages = MemberReads & QueueReads & TeamReads & EventReads & TicketReads;

export const servedPages = (
  muster: Pick<Muster, "queries" | "pages" | "findEvents" | "tickets" | "followEvents" | "waitFor">,
  principal: Principal,
): ServedPages => ({
  ...memberReads(muster, principal),
  ...queueReads(muster, principal),
  ...teamReads(muster, principal),
  ...eventReads(muster, principal),
  ...ticketReads(muster, principal),
});
