import { foldHolds, type LegalHold, type LegalHolds as Holds, holdsOn, noHolds } from "../../domain/hold/hold.ts";
import { type Held, heldBy, placeHold, releaseHold } from "../../domain/hold/decider.ts";
import { type HoldEvent, type HoldQuery, holdStream } from "../../domain/hold/messages.ts";
import { memberStream, type MusterEvent } from "../../domain/event.ts";
import type { GuardEntered } from "../../domain/guard/messages.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import { founds } from "../../domain/member/team.ts";
import { memberOn, worldAt } from "../../domain/timeline/worldAt.ts";
import type { Recorded } from "../../domain/recorded.ts";
import { once } from "../decideAll.ts";
import { type CommandContext, originOf, type Parts, withReason } from "../handling.ts";
import { deriveId } from "../ids.ts";
import { nothingLoaded, timelineLoader } from "../loadTimeline.ts";
import { persistently } from "../persistently.ts";
import type { Position, Revision } from "../ports/eventLog.ts";
import { place, toWrites } from "../recording.ts";
import type { ReadStreamFrom } from "../streamReader.ts";
import { listed, type ListedHold } from "./listed.ts";

/** Whom a hold is to cover: members by id, or a query, not both. */
export type HoldAsked = { readonly memberIds: readonly string[]; readonly query: HoldQuery | null };

export type HoldOutcome = { readonly holdId: string; readonly position: Position };

/** Legal holds: while one covers a member, nothing of theirs is erased or sealed. */
export type LegalHolds = {
  /** @throws {Rejection} `invalid-value`, also without a reason; `member-unknown`; `member-erased`; `unknown-team` */
  place(asked: HoldAsked, context: CommandContext): Promise<HoldOutcome>;
  /** What is released already stays so. @throws {Rejection} `hold-unknown` */
  release(holdId: string, context: CommandContext): Promise<HoldOutcome>;
  /** Every hold that there ever was, the oldest first. */
  list(): Promise<readonly ListedHold[]>;
  /** Which holds cover a member now. @throws {Rejection} `member-unknown` */
  on(memberId: string): Promise<readonly LegalHold[]>;
};

export function legalHolds(parts: Parts): LegalHolds {
  const today = () => parts.clock.today(parts.timezone);
  return {
    async place(asked, context) {
      const held = heldBy(asked.memberIds, asked.query);
      const told = withReason(context);
      if (told.reason === undefined)
        reject("invalid-value", "A hold needs a reason: say which matter it is for.", { field: "reason" });
      const holdId = deriveId(context.commandId, "hold");
      return record(parts, told, holdId, async (holds, read) => {
        await refuseUnknown(parts, read, held);
        return placeHold(holds, holdId, held, today());
      });
    },
    release: (holdId, context) =>
      record(parts, withReason(context), holdId, (holds) => Promise.resolve(releaseHold(holds, holdId, today()))),
    list: async () => listed((await parts.read(holdStream)).events.filter(isOfHolds)),
    async on(memberId) {
      const load = timelineLoader(once(parts.read), parts.guardKey, parts.remembered);
      const needs = { members: [memberId], queues: [], emails: [], queueNames: [], lines: false, teams: false };
      const { timeline } = await load(nothingLoaded, { ...needs, holds: true });
      const member = memberOn(timeline.members.get(memberId) ?? [], today());
      return member ? holdsOn(timeline.holds ?? noHolds, member) : refuseNobody(memberId);
    },
  };
}

type Decide = (holds: Holds, read: ReadStreamFrom) => Promise<readonly Decided<HoldEvent>[]>;

async function record(parts: Parts, context: CommandContext, holdId: string, decide: Decide): Promise<HoldOutcome> {
  return persistently(async () => {
    const read = once(parts.read);
    const { events, revision } = await read(holdStream);
    const decided = await decide(foldHolds(noHolds, events.filter(isOfHolds)), read);
    if (decided.length === 0) return { holdId, position: events.at(-1)?.position ?? 0n };
    return { holdId, position: await append(parts, context, decided, revision) };
  });
}

async function append(
  parts: Parts,
  context: CommandContext,
  decided: readonly Decided<HoldEvent>[],
  revision: Revision,
): Promise<Position> {
  const placed = place(
    decided.map((event) => ({ event })),
    parts.guardKey,
    context.commandId,
  );
  return (await parts.commit(await toWrites(placed, parts.codec, originOf(context), () => revision))).position;
}

/** A typing error in a hold would hold nobody, and nobody would notice. */
async function refuseUnknown(parts: Parts, read: ReadStreamFrom, { memberIds, query }: Held): Promise<void> {
  for (const id of memberIds) if ((await read(memberStream(id))).events.length === 0) refuseNobody(id);
  if (query?.team == null) return;
  const load = timelineLoader(read, parts.guardKey, parts.remembered);
  const needs = { members: [], queues: [], emails: [], queueNames: [], lines: false, teams: true, holds: false };
  founds(worldAt((await load(nothingLoaded, needs)).timeline, parts.clock.today(parts.timezone)), query.team, false);
}

const refuseNobody = (memberId: string): never =>
  reject("member-unknown", `There is no member ${memberId}: look for them in the roster.`, { memberId });

const isOfHolds = (event: Recorded<MusterEvent>): event is Recorded<HoldEvent | GuardEntered> =>
  "holdId" in event.data || event.type === "GuardEntered";
