import type { MusterEvent, MusterEventType } from "../../src/domain/event.ts";

type DataOf<T extends MusterEventType> = Extract<MusterEvent, { type: T }>["data"];

const ada = "0b57a1b2-0000-8000-8000-000000000001";
const bob = "0b57a1b2-0000-8000-8000-000000000002";
const queueId = "0b57a1b2-0000-8000-8000-00000000000a";
const assignmentId = "0b57a1b2-0000-8000-8000-00000000000b";
const eventId = "0b57a1b2-0000-8000-8000-00000000000e";
const changeId = "0b57a1b2-0000-8000-8000-00000000000c";
const of = { memberId: ada };
const assignment = { ...of, assignmentId, queueId };
const change = { changeId, about: { kind: "member", id: ada } } as const;
const name = "Canary Ada Björk 🌊";
const email = "canary.ada@x.org";
const closed = [{ assignmentId, queueId, assignmentType: "primary" }] as const;
const registered = {
  ...{ name, email, team: "Cloud", newTeam: true, title: "Lead", managerId: bob },
  ...{ timezone: "Europe/Berlin", skills: ["Canary skill", "sql"] },
};
const reasonCode = "end-of-contract";
const deactivated = { lastDay: "2024-02-29", reasonCode, note: "Canary note", closed } as const;

/**
 * What each type of event looks like at its present version, in every way that matters: what may be null is null once,
 * what may be left out is left out once. Whoever adds a type adds it here, and then runs scripts/recordEvents.ts.
 * What an erasure must leave nothing of says Canary.
 */
export const examples: { readonly [T in MusterEventType]: readonly [DataOf<T>, ...DataOf<T>[]] } = {
  MemberRegistered: [
    { ...of, ...registered },
    { ...of, ...registered, newTeam: false, title: null, managerId: null, timezone: null, skills: [] },
  ],
  MemberRenamed: [{ ...of, from: name, to: 'Canary "Ada" B\\erg' }],
  MemberEmailChanged: [{ ...of, from: email, to: "canary.berg@x.org" }],
  MemberTransferred: [{ ...of, from: "Cloud", to: "Ops", newTeam: true }],
  ManagerChanged: [
    { ...of, from: null, to: bob },
    { ...of, from: bob, to: null },
  ],
  MemberDetailsChanged: [
    { ...of, title: { from: null, to: "Lead" } },
    { ...of, timezone: { from: "UTC", to: null }, skills: { from: [], to: ["Canary skill"] } },
  ],
  MemberDeactivated: [
    { ...of, ...deactivated, acceptedUncovered: [queueId] },
    { ...of, ...deactivated, note: null, closed: [], acceptedUncovered: [] },
  ],
  MemberReactivated: [{ ...of, lastDay: "2024-02-29" }],
  MemberRehired: [
    {
      ...{ ...of, from: { startDate: "2020-01-01", endDate: "2024-02-29" }, team: { from: "Cloud", to: "Ops" } },
      ...{ newTeam: false, title: { from: "Lead", to: null }, managerId: { from: null, to: bob } },
    },
  ],
  MemberRegisteredInError: [{ ...of, email, closed, acceptedUncovered: [] }],
  MemberSealed: [
    {
      ...of,
      periods: [
        {
          ...{ startDate: "2010-01-01", lastDay: "2012-12-31", reasonCode: "resignation" },
          teams: [
            { team: "Cloud", from: "2010-01-01" },
            { team: "Ops", from: "2011-06-01" },
          ],
        },
      ],
    },
    {
      ...{ ...of, periods: [] },
      stays: [
        {
          ...{ from: "2010-01-01", to: "2012-12-31", begins: "hired", ends: "resignation", team: "Cloud" },
          ...{ title: null, managerId: bob, startDate: "2010-01-01", servedBefore: 0 },
        },
      ],
      covers: [
        {
          ...{ assignmentId, queueId, assignmentType: "backup", from: "2010-02-01", to: "2012-12-31" },
          ...{ begins: "assigned", ends: "removed", team: "Cloud" },
        },
      ],
      archive: {
        ...{ events: 7, tombstones: "0f".repeat(32), digest: "f0".repeat(32) },
        ...{ keyId: "0123456789abcdef", signature: "c2lnbmF0dXJl" },
      },
    },
  ],
  MemberChangeReversed: [
    {
      ...{ ...of, reverses: eventId, acceptedUncovered: [queueId] },
      reversed: { type: "MemberRenamed", data: { ...of, from: name, to: "Canary Berg" } },
    },
    { ...of, reverses: eventId, reversed: null, acceptedUncovered: [] },
  ],
  QueueAssigned: [{ ...assignment, assignmentType: "trainee" }],
  QueueAssignmentRetyped: [{ ...assignment, from: "trainee", to: "backup", acceptedUncovered: [] }],
  QueueAssignmentRemoved: [{ ...assignment, assignmentType: "primary", acceptedUncovered: [queueId] }],
  QueueOpened: [{ queueId, name: "Canary queue" }],
  QueueRenamed: [{ queueId, from: "Canary queue", to: "Canary desk" }],
  QueueCoverageRequired: [{ queueId, from: 0, to: 2 }],
  QueueClosed: [{ queueId, name: "Canary desk" }],
  QueueChangeReversed: [
    {
      ...{ queueId, reverses: eventId, acceptedUncovered: [] },
      reversed: { type: "QueueClosed", data: { queueId, name: "Canary desk" } },
    },
    { queueId, reverses: eventId, reversed: null, acceptedUncovered: [] },
  ],
  ChangeScheduled: [
    {
      ...{ ...change, on: "2025-01-01" },
      commands: [{ type: "RenameMember", data: { ...of, on: "2025-01-01", name: "Canary Berg" } }],
    },
  ],
  ChangeRescheduled: [{ ...change, from: "2025-01-01", to: "2025-02-01" }],
  ChangeCancelled: [change],
  ChangeApplied: [{ changeId, about: { kind: "queue", id: queueId }, eventIds: [eventId] }],
  ChangeFailed: [
    { ...change, on: "2025-01-01", code: "member-not-active", sentence: "Canary Ada is not active." },
    { ...change, on: "2025-01-01", code: "member-not-active", sentence: null },
  ],
  LogOpened: [{ logId: eventId, timezone: "Europe/Berlin", keyFingerprint: "ab".repeat(32) }],
  GuardKeyRotated: [{ keyFingerprint: "cd".repeat(32) }],
  GuardEntered: [
    {
      facts: [
        { kind: "owner", ownerId: ada },
        { kind: "owner", ownerId: null },
        { kind: "line", memberId: ada, managerId: bob, active: true },
        { kind: "line", memberId: ada, active: false },
        { kind: "line", memberId: ada, managerId: null },
        { kind: "cover", memberId: ada, assignmentType: "primary" },
        { kind: "cover", memberId: ada, assignmentType: null },
        { kind: "team", team: "Cloud" },
        { kind: "pending", changeId, on: "2025-01-01" },
        { kind: "pending", changeId, on: "2025-01-01", failed: true },
        { kind: "pending", changeId, on: null },
      ],
    },
  ],
  IntentRecorded: [
    {
      intentId: eventId,
      writes: [
        { stream: `member-${ada}`, expected: "-1", events: [{ eventId, type: "MemberRegistered", bytes: "e30=" }] },
      ],
    },
  ],
  IntentSettled: [
    { intentId: eventId, outcome: "committed" },
    { intentId: eventId, outcome: "aborted" },
  ],
  AuditBundleExported: [
    { bundleId: eventId, from: null, to: null, ofMember: ada, events: 3, digest: "ef".repeat(32) },
    { bundleId: eventId, from: "2024-01-01", to: "2024-12-31", ofMember: null, events: 0, digest: "ef".repeat(32) },
  ],
  PersonalDataRead: [
    { what: "GET /v1/members/:id", asked: { id: ada }, memberIds: [ada], others: 0 },
    { what: "muster roster", asked: {}, memberIds: [], others: 50_000 },
  ],
  MemberDataErased: [
    { ...of, ground: "GDPR article 17(1)(b)" },
    { ...of, ground: null },
  ],
  KeysDestroyedAgain: [{ ofMember: ada, keyIds: [eventId] }],
  // Never recorded: what is read where the bytes of a sealed member's event are gone.
  Tombstone: [{ was: "MemberRenamed" }],
  LegalHoldPlaced: [
    { holdId: eventId, heldMember: ada, query: null },
    { holdId: eventId, heldMember: null, query: { team: "Cloud", leftFrom: "2024-01-01", leftUntil: null } },
  ],
  LegalHoldReleased: [
    { holdId: eventId, heldMember: ada },
    { holdId: eventId, heldMember: null },
  ],
};
