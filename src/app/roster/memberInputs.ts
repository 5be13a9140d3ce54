import type { LocalDate } from "../../domain/kernel/time.ts";
import type { ReasonCode } from "../../domain/member/messages.ts";
import type { Withdrawing } from "./changeParts.ts";

/** Members are given by email, id or unambiguous name, queues by id or name. */
export type MemberReference = string;
export type QueueReference = string;

/** `start` is today unless given; `manager` is a reference. */
export type NewMember = {
  readonly name: string;
  readonly email: string;
  readonly team: string;
  readonly newTeam?: boolean | undefined;
  readonly title?: string | null | undefined;
  readonly manager?: MemberReference | null | undefined;
  readonly timezone?: string | null | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly start?: LocalDate | undefined;
} & Withdrawing;

/** What is left out stays as it is; `null` takes away what there was. `on` is today unless given. */
export type MemberUpdate = { readonly [Field in Exclude<keyof NewMember, "start">]?: NewMember[Field] | undefined } & {
  readonly on?: LocalDate | undefined;
};

/** `lastDay` is yesterday unless given: today is the first day without them. */
export type Departure = {
  readonly reasonCode: ReasonCode;
  readonly lastDay?: LocalDate | undefined;
  readonly note?: string | null | undefined;
  readonly reportsTo?: MemberReference | undefined;
  readonly acceptUncovered?: readonly QueueReference[] | undefined;
} & Withdrawing;

export type Return = Withdrawing & {
  readonly on?: LocalDate | undefined;
  readonly manager?: MemberReference | null | undefined;
};
export type NewPeriod = Pick<NewMember, "newTeam" | "title" | "manager" | "start" | "withdraw"> & {
  readonly team?: string | undefined;
};
export type Withdrawal = Pick<Departure, "reportsTo" | "acceptUncovered" | "withdraw"> & {
  readonly on?: LocalDate | undefined;
};
