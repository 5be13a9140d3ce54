import type { RetentionList } from "../../app/retention/listing.ts";
import type { RetentionRun } from "../../app/retention/run.ts";
import { many } from "../many.ts";
import { plain } from "../printable.ts";
import { table } from "../table.ts";

type Standing = Omit<RetentionList, "due">;

/** Who is due, and who is not though the time is up. */
export function retentionText({ due, ...list }: RetentionList, colour: boolean): string {
  const rows = [
    ...due.map((member) => ({ ...member, why: "is to be sealed" })),
    ...list.held.map((member) => ({ ...member, why: `is under the legal hold ${member.holds.join(", ")}` })),
    ...list.awaited.map((member) => ({ ...member, why: "has a change to come first" })),
  ];
  const told = table(
    ["Name", "Team", "Last day", "Kept until", "Member", "What"],
    rows.map(({ name, team, lastDay, until, memberId, why }) => [name, team, lastDay, until, memberId, why]),
    colour,
  );
  return [...(rows.length > 0 ? [told] : ["Nobody's retention is over."]), othersText(list)].join("\n");
}

const othersText = ({ kept, next, years }: Standing): string =>
  next === null
    ? plain`Nobody else has left. Who leaves is kept for ${years} years.`
    : plain`${many(kept, "other")} left and are kept for ${years} years: the next one until ${next}.`;

/** What a run came to. */
export function runText({ sealed, finished, skipped, problems, archives, ...list }: RetentionRun): string {
  return [
    sealed.length === 0
      ? "Nobody was to be sealed."
      : plain`${many(sealed.length, "member")} sealed; the archives are in ${archives}: back them up.`,
    ...sealed.map(({ name, until, path }) => plain`  ${name}, kept until ${until}: ${path}`),
    ...(finished.length > 0 ? [plain`${many(finished.length, "sealing")} of an earlier run finished.`] : []),
    ...skipped.map(({ name, sentence }) => plain`${name} was not sealed. ${sentence}`),
    ...list.held.map(({ name, holds }) => plain`${name} is kept by the legal hold ${holds.join(", ")}.`),
    ...list.awaited.map(({ name }) => plain`${name} has a change to come, and is not sealed before.`),
    ...problems.map(({ memberId, sentence }) => plain`Member ${memberId}: ${sentence}`),
    othersText(list),
  ].join("\n");
}
