import { reject } from "../../domain/kernel/rejection.ts";
import type { LocalDate } from "../../domain/kernel/time.ts";

/**
 * The day from which a change holds; a later one than today schedules it. `on` says the same as `effectiveOn`, and so
 * does `start` of who begins.
 */
export type Dated = {
  readonly effectiveOn?: LocalDate | undefined;
  readonly on?: LocalDate | undefined;
  readonly start?: LocalDate | undefined;
};

/** @throws {Rejection} `invalid-value` where several names say several days */
export function effectiveDay({ effectiveOn, on, start }: Dated): LocalDate | undefined {
  const days = new Set([effectiveOn, on, start].filter((each) => each !== undefined));
  if (days.size > 1)
    reject("invalid-value", `The change is given for several days, ${[...days].join(" and ")}: give it one.`, {
      field: "effectiveOn",
    });
  return effectiveOn ?? on ?? start;
}
