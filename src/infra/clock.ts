import type { Clock } from "../app/ports/clock.ts";

/** The machine's clock. Zones are those of the platform's own database (IANA names). */
export const systemClock: Clock = {
  now: () => new Date(),
  today: (timezone) => {
    const now = new Date();
    const second = Math.floor(now.getTime() / 1000);
    const known = todays.get(timezone);
    if (known?.second === second) return known.date;
    const date = dateIn(timezone, now);
    todays.set(timezone, { second, date });
    return date;
  },
};

// Every command asks, and no day begins in the midst of a second.
const todays = new Map<string, { readonly second: number; readonly date: string }>();

// To make one takes far longer than to use it, and every command asks for today.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timezone, format);
  return format;
}

/** The date that it is in a time zone at an instant. */
export function dateIn(timezone: string, instant: Date): string {
  const parts = new Map(
    formatFor(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}
