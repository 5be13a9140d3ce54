import type { LocalDate } from "../../domain/kernel/time.ts";

/** Who has left and is not sealed yet, as the tables have them. */
export type FormerMember = {
  readonly memberId: string;
  readonly name: string;
  readonly team: string;
  readonly lastDay: LocalDate;
};

/** Those who left, by their last day. @throws {TablesUnavailable} */
export type Leavers = () => Promise<readonly FormerMember[]>;
