import type { LocalDate } from "../../domain/kernel/time.ts";
import { retentionOf } from "../../domain/retention/retention.ts";
import type { Clock } from "../ports/clock.ts";
import type { FormerMember, Leavers } from "../ports/leavers.ts";

export type ListingParts = {
  readonly clock: Clock;
  readonly timezone: string;
  /** For how many years who left is kept. */
  readonly years: number;
  readonly leavers: Leavers;
  /** The legal holds that cover a member, by id. */
  readonly holdsOn: (memberId: string) => Promise<readonly string[]>;
  /** The members about whom a change is to come. */
  readonly awaited: () => Promise<ReadonlySet<string>>;
};

/** A former member, and the last day on which they are kept. */
export type KeptMember = FormerMember & { readonly until: LocalDate };

/**
 * @property due whose retention is over: a run seals them
 * @property held whose retention is over, and whom legal holds keep
 * @property awaited whose retention is over, and about whom a change is to come: it has its day first
 * @property kept how many others have left
 * @property next the last day of the first of those
 */
export type RetentionList = {
  readonly today: LocalDate;
  readonly years: number;
  readonly due: readonly KeptMember[];
  readonly held: readonly (KeptMember & { readonly holds: readonly string[] })[];
  readonly awaited: readonly KeptMember[];
  readonly kept: number;
  readonly next: LocalDate | null;
};

/** Who is to be sealed, who is not for a hold or a change that is to come, and when the next one is. */
export async function listRetention(parts: ListingParts): Promise<RetentionList> {
  const { clock, timezone, years } = parts;
  const today = clock.today(timezone);
  const [former, awaiting] = await Promise.all([parts.leavers(), parts.awaited()]);
  const [due, held, awaited]: [KeptMember[], RetentionList["held"][number][], KeptMember[]] = [[], [], []];
  const kept: LocalDate[] = [];
  for (const member of former) {
    const { until, due: over } = retentionOf(member, today, years);
    if (!over) {
      kept.push(until);
      continue;
    }
    const holds = await parts.holdsOn(member.memberId);
    if (holds.length > 0) held.push({ ...member, until, holds });
    else if (awaiting.has(member.memberId)) awaited.push({ ...member, until });
    else due.push({ ...member, until });
  }
  return { today, years, due, held, awaited, kept: kept.length, next: kept.sort()[0] ?? null };
}
