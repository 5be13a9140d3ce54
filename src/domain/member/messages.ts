import type { LocalDate } from "../kernel/time.ts";

type Named<T extends string, D extends object> = { readonly type: T; readonly data: Readonly<D> };
type Of<D extends object> = Readonly<D> & { readonly memberId: string };
type Change<V> = { readonly from: V; readonly to: V };

export const assignmentTypes = ["primary", "backup", "trainee"] as const;
export type AssignmentType = (typeof assignmentTypes)[number];

export const reasonCodes = [
  "resignation",
  "dismissal",
  "retirement",
  "death",
  "end-of-contract",
  "transfer-out",
  "other",
] as const;
/** Why a member left; decides later whether a separation was voluntary. */
export type ReasonCode = (typeof reasonCodes)[number];

/** An assignment that a departure closed, remembered so that a reactivation or an undo can restore it. */
export type ClosedAssignment = {
  readonly assignmentId: string;
  readonly queueId: string;
  readonly assignmentType: AssignmentType;
};

/** One period of employment, as a sealed member leaves it behind for statistics. */
export type SealedPeriod = {
  readonly startDate: LocalDate;
  readonly lastDay: LocalDate;
  readonly reasonCode: ReasonCode;
  readonly teams: readonly { readonly team: string; readonly from: LocalDate }[];
};

/** Somebody active on one team, as figures see it: from a day to a day, both of them in it. */
export type SealedStay = {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly begins: "hired" | "rehired" | "returned" | "transferred" | "changed";
  readonly ends: ReasonCode | "transferred" | "changed";
  readonly team: string;
  readonly title: string | null;
  readonly managerId: string | null;
  readonly startDate: LocalDate;
  readonly servedBefore: number;
};

/** A queue covered in one way while on one team. */
export type SealedCover = ClosedAssignment & {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly begins: "assigned" | "changed";
  readonly ends: "removed" | "changed";
  readonly team: string;
};

/**
 * What proves the tombstones that the events of a sealed member give way to.
 * @property events how many there are: all of the stream from its first on
 * @property tombstones the SHA-256 over the tombstones' bytes, in order
 * @property digest the SHA-256 of the archive, by which it is found
 * @property keyId the key of the ledger that signed all of it
 */
export type SealedArchive = {
  readonly events: number;
  readonly tombstones: string;
  readonly digest: string;
  readonly keyId: string;
  readonly signature: string;
};

/** What is left of a sealed member: nothing personal, and enough for every figure of the past. */
export type SealedRemains = {
  readonly stays: readonly SealedStay[];
  readonly covers: readonly SealedCover[];
  readonly archive: SealedArchive;
};

/**
 * Storage formats: once released they change only by upcasting. Dates that an event takes effect on are `effectiveOn`.
 * `newTeam` says that the event founds its team; `acceptedUncovered` names the queues (by id) that it was accepted to
 * leave below their minimum. A reactivation with another manager has a `ManagerChanged` before it; an error gives `email` back.
 */
export type MemberEvent =
  | Named<
      "MemberRegistered",
      Of<{
        name: string;
        email: string;
        team: string;
        newTeam: boolean;
        title: string | null;
        managerId: string | null;
        timezone: string | null;
        skills: readonly string[];
      }>
    >
  | Named<"MemberRenamed", Of<Change<string>>>
  | Named<"MemberEmailChanged", Of<Change<string>>>
  | Named<"MemberTransferred", Of<Change<string> & { readonly newTeam: boolean }>>
  | Named<"ManagerChanged", Of<Change<string | null>>>
  | Named<
      "MemberDetailsChanged",
      Of<{
        title?: Change<string | null>;
        timezone?: Change<string | null>;
        skills?: Change<readonly string[]>;
      }>
    >
  | Named<
      "MemberDeactivated",
      Of<{
        lastDay: LocalDate;
        reasonCode: ReasonCode;
        note: string | null;
        closed: readonly ClosedAssignment[];
        acceptedUncovered: readonly string[];
      }>
    >
  | Named<"MemberReactivated", Of<{ lastDay: LocalDate }>>
  | Named<
      "MemberRehired",
      Of<{
        from: { readonly startDate: LocalDate; readonly endDate: LocalDate };
        team: Change<string>;
        newTeam: boolean;
        title: Change<string | null>;
        managerId: Change<string | null>;
      }>
    >
  | Named<
      "MemberRegisteredInError",
      Of<{ email: string; closed: readonly ClosedAssignment[]; acceptedUncovered: readonly string[] }>
    >
  | Named<"MemberSealed", Of<{ periods: readonly SealedPeriod[] } & Partial<SealedRemains>>>
  /** Nothing is known of the person any more: their key is destroyed. `ground` is the law that asked for it. */
  | Named<"MemberDataErased", Of<{ ground: string | null }>>
  | Named<"QueueAssigned", Of<{ assignmentId: string; queueId: string; assignmentType: AssignmentType }>>
  | Named<
      "QueueAssignmentRetyped",
      Of<{ assignmentId: string; queueId: string; acceptedUncovered: readonly string[] } & Change<AssignmentType>>
    >
  | Named<
      "QueueAssignmentRemoved",
      Of<{
        assignmentId: string;
        queueId: string;
        assignmentType: AssignmentType;
        acceptedUncovered: readonly string[];
      }>
    >
  /**
   * Takes back the event whose id is `reverses`, as if it had never been recorded: no fold sees either. `reversed` is
   * that event, for who reads the history; null where nobody may read it any more.
   */
  | Named<
      "MemberChangeReversed",
      Of<{ reverses: string; reversed: MemberEvent | null; acceptedUncovered: readonly string[] }>
    >;

export type MemberEventType = MemberEvent["type"];
export type MemberEventOf<T extends MemberEventType> = Extract<MemberEvent, { type: T }>;

export type MemberCommandOf<T extends MemberCommand["type"]> = Extract<MemberCommand, { type: T }>["data"];

/** `withdraw` names by event id the later changes that the command would make impossible, and takes them back with it. */
type Order<D extends object> = Of<D> & { readonly withdraw?: readonly string[] };

/** `on` is the date the change takes effect. An option that is left out (`?`) keeps what there is. */
export type MemberCommand =
  | Named<
      "RegisterMember",
      Order<{
        on: LocalDate;
        name: string;
        email: string;
        team: string;
        newTeam: boolean;
        title: string | null;
        managerId: string | null;
        timezone: string | null;
        skills: readonly string[];
      }>
    >
  | Named<"RenameMember", Order<{ on: LocalDate; name: string }>>
  | Named<"ChangeMemberEmail", Order<{ on: LocalDate; email: string }>>
  | Named<"TransferMember", Order<{ on: LocalDate; team: string; newTeam: boolean }>>
  | Named<"ChangeManager", Order<{ on: LocalDate; managerId: string | null }>>
  | Named<
      "ChangeMemberDetails",
      Order<{ on: LocalDate; title?: string | null; timezone?: string | null; skills?: readonly string[] }>
    >
  | Named<
      "DeactivateMember",
      Order<{
        lastDay: LocalDate;
        reasonCode: ReasonCode;
        note: string | null;
        /** Who takes over the leaver's reports; left out where there are none. */
        reportsTo?: string;
        acceptUncovered: readonly string[];
      }>
    >
  | Named<"ReactivateMember", Order<{ on: LocalDate; managerId?: string | null }>>
  | Named<
      "RehireMember",
      Order<{ on: LocalDate; team?: string; newTeam: boolean; title?: string | null; managerId?: string | null }>
    >
  | Named<"VoidRegistration", Order<{ on: LocalDate; reportsTo?: string; acceptUncovered: readonly string[] }>>
  | Named<"SealMember", Order<{ on: LocalDate; years?: number; remains?: SealedRemains }>>
  /** `on` is today; `ground` is the legal ground, which retention asks for. */
  | Named<"EraseMember", Order<{ on: LocalDate; ground: string | null; years?: number }>>
  | Named<"AssignQueue", Order<{ on: LocalDate; queueId: string; assignmentType: AssignmentType }>>
  | Named<
      "RetypeAssignment",
      Order<{ on: LocalDate; queueId: string; assignmentType: AssignmentType; acceptUncovered: readonly string[] }>
    >
  | Named<"UnassignQueue", Order<{ on: LocalDate; queueId: string; acceptUncovered: readonly string[] }>>;
