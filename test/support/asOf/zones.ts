/**
 * Five time zones in days that are odd there, with their offsets written down by hand: what the calendar says is not
 * asked of whatever Muster asks.
 */
export type Odd = {
  readonly zone: string;
  readonly what: string;
  /** Where a history begins. */
  readonly begins: string;
  /** Minutes ahead of UTC, before and after an instant. */
  readonly before: number;
  readonly changes: string;
  readonly after: number;
};

export const oddDays: readonly Odd[] = [
  {
    zone: "Pacific/Kiritimati",
    what: "leaves out 31 December 1994",
    begins: "1994-12-27T15:00:00Z",
    ...{ before: -600, changes: "1994-12-31T10:00:00Z", after: 840 },
  },
  {
    zone: "America/New_York",
    what: "has a day of 23 hours",
    begins: "2025-03-06T02:00:00Z",
    ...{ before: -300, changes: "2025-03-09T07:00:00Z", after: -240 },
  },
  {
    zone: "Asia/Kathmandu",
    what: "goes from five and a half hours ahead to five and three quarters, at midnight",
    begins: "1985-12-28T20:00:00Z",
    ...{ before: 330, changes: "1985-12-31T18:30:00Z", after: 345 },
  },
  {
    zone: "Australia/Lord_Howe",
    what: "sets its clocks by half an hour",
    begins: "2025-04-02T09:00:00Z",
    ...{ before: 660, changes: "2025-04-05T15:00:00Z", after: 630 },
  },
  {
    zone: "Pacific/Apia",
    what: "leaves out 30 December 2011",
    begins: "2011-12-27T01:00:00Z",
    ...{ before: -600, changes: "2011-12-30T10:00:00Z", after: 840 },
  },
];

/** The day that it is at an instant (milliseconds), by the offsets above. */
export function dayAt({ before, changes, after }: Odd, instant: number): string {
  const minutes = instant < Date.parse(changes) ? before : after;
  return new Date(instant + minutes * 60_000).toISOString().slice(0, 10);
}
