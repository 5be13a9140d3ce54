import { memberStream, type MusterEvent } from "../../../domain/event.ts";
import type { Recorded } from "../../../domain/recorded.ts";
import type { CommandContext } from "../../handling.ts";
import type { ScheduledChanges } from "../../scheduling/scheduledChanges.ts";
import type { ReadStreamFrom } from "../../streamReader.ts";
import { auditStream } from "../../streams.ts";
import type { Person } from "../person.ts";
import { listing, type Trace, type TraceKeeper } from "../traces.ts";

/** Bundles that were handed out with the person's events: whoever has them is to be asked. */
export const bundleTraces = (read: ReadStreamFrom): TraceKeeper =>
  listing(async ({ memberId }) => {
    const recorded = (await read(memberStream(memberId))).events.map(({ meta }) => meta.recordedAt);
    return (await read(auditStream)).events.flatMap((event): readonly Trace[] =>
      event.type === "AuditBundleExported" && tells(event, memberId, recorded) ? [bundle(event)] : [],
    );
  });

type Exported = Extract<MusterEvent, { type: "AuditBundleExported" }>;

const tells = ({ data }: Exported, memberId: string, recorded: readonly string[]): boolean =>
  (data.ofMember === null || data.ofMember === memberId) &&
  recorded.some((at) => (data.from === null || at >= data.from) && (data.to === null || at <= data.to));

const bundle = ({ data, meta }: Recorded<Exported>): Trace => ({
  what: "audit bundle that was handed out",
  where: `${data.bundleId}, ${meta.recordedAt}, by ${meta.actor.issuer}:${meta.actor.subject}`,
  count: 1,
  fate: "listed",
});

/** Changes that are to come for the person, or have failed, come no more. What they said lies under the person's key. */
export function changeTraces(
  changes: Pick<ScheduledChanges, "list" | "cancel">,
  context: (changeId: string) => CommandContext,
): TraceKeeper {
  const about = async ({ memberId }: Person): Promise<readonly string[]> => {
    const { pending, failed } = await changes.list();
    return [...pending, ...failed].flatMap(({ change }) => (change.about.id === memberId ? [change.changeId] : []));
  };
  return {
    async find(person) {
      const found = await about(person);
      return found.map((where) => ({ what: "scheduled change, which is cancelled", where, count: 1, fate: "removed" }));
    },
    async remove(person) {
      for (const changeId of await about(person)) await changes.cancel(changeId, context(changeId));
    },
  };
}
