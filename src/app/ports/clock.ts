import type { LocalDate } from "../../domain/kernel/time.ts";

/** The organisation's calendar: what day it is there, in the one time zone that the log was opened with. */
export type Clock = {
  /** The instant, UTC. */
  readonly now: () => Date;
  /** Today's date in an IANA time zone. */
  readonly today: (timezone: string) => LocalDate;
};
