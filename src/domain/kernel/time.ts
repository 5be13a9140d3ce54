/**
 * The domain's own arithmetic of dates: ISO strings without a time (`2025-01-31`) in the proleptic Gregorian
 * calendar, so that they compare as strings. Zones live at the edge.
 */
export type LocalDate = string;

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;
const dayMs = 86_400_000;

const daysSinceEpoch = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** Whether the text is a day that exists: `2024-02-29` is, `2025-02-30` is not. Years run from 1900 to 2999. */
export function isLocalDate(text: string): boolean {
  const year = Number(shape.exec(text)?.[1] ?? NaN);
  if (!(year >= 1900 && year <= 2999)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The day `days` after the date (before it, where negative). */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date((daysSinceEpoch(date) + days) * dayMs).toISOString().slice(0, 10);

/** How many days lie between the two; negative where `to` comes first. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => daysSinceEpoch(to) - daysSinceEpoch(from);

/** The same day `years` later; 29 February becomes 1 March where there is none. */
export function addYears(date: LocalDate, years: number): LocalDate {
  const later = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return isLocalDate(later) ? later : `${later.slice(0, 4)}-03-01`;
}
