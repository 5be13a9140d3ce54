import type { LocalDate } from "../../domain/kernel/time.ts";
import type { ReasonCode } from "../../domain/member/messages.ts";
import type { Withdrawing } from "./changeParts.ts";
import type { Dated } from "./effectiveDay.ts";

/** Members are given by email, id or unambiguous name, queues by id or name. */
export type MemberReference = string;
export type QueueReference = string;

/** The first day is today unless given; `manager` is a reference. */
export type NewMember = {
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly newTeam?: boolean | undefined;
  readonly title?: string | null | undefined;
  readonly manager?: MemberReference | null | undefined;
  readonly timezone?: string | null | undefined;
  readonly skills?: readonly string[] | undefined;
} & Starting &
  Withdrawing;

type Starting = Pick<Dated, "effectiveOn" | "start">;
type On = Pick<Dated, "effectiveOn" | "on">;

/** What is left out stays as it is; `null` takes away what there was. */
export type MemberUpdate = {
  readonly [Field in Exclude<keyof NewMember, keyof Starting>]?: NewMember[Field] | undefined;
} & On;

/** `lastDay` is yesterday unless given: today is the first day without them. */
export type Departure = {
  readonly reasonCode: ReasonCode;
  readonly lastDay?: LocalDate | undefined;
  readonly note?: string | null | undefined;
  readonly reportsTo?: MemberReference | undefined;
  readonly acceptUncovered?: readonly QueueReference[] | undefined;
} & Withdrawing;

export type Return = On & Withdrawing & { readonly manager?: MemberReference | null | undefined };
export type NewPeriod = Pick<NewMember, "newTeam" | "title" | "manager" | keyof Starting | "withdraw"> & {
  readonly team?: string | undefined;
};
export type Withdrawal = On & Pick<Departure, "reportsTo" | "acceptUncovered" | "withdraw">;
