import type { Clock } from "../app/ports/clock.ts";

/** The machine's clock. Zones are those of the platform's own database (IANA names). */
export const systemClock: Clock = {
  now: () => new Date(),
  today: (timezone) => dateIn(timezone, new Date()),
};

/** The date that it is in a time zone at an instant. */
export function dateIn(timezone: string, instant: Date): string {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}
