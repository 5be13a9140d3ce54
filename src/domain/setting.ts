import type { LocalDate } from "./kernel/time.ts";

/**
 * What a decision takes from its surroundings, as data.
 * @property today the organisation's date
 * @property newId the id of something that the command creates; the same command and label give the same id
 */
export type Setting = { readonly today: LocalDate; readonly newId: (label: string) => string };
