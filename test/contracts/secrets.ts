import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { eventCodec, isUnreadable, type DecodedEvent } from "../../src/app/codec/eventCodec.ts";
import type { Commands } from "../../src/app/decideAll.ts";
import type { DataKeys, Subject } from "../../src/app/ports/dataKeys.ts";
import type { EventLog, Write, Appended } from "../../src/app/ports/eventLog.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { assign, by, handling, memberId, openQueue, queueId, register, today } from "../support/handling.ts";
import { collect } from "./logFixture.ts";

/** A log with its data keys, as they lie on disk. */
export type OpenedStore = {
  readonly log: EventLog;
  readonly commit: (writes: readonly Write[]) => Promise<Appended>;
  /** The keys as a process sees them that has just started. */
  readonly dataKeys: () => DataKeys;
  /** Everything that is stored, events and keys, as bytes. */
  readonly dump: () => Promise<Buffer>;
  /** Removes a subject's key, as the loss of its row would (`lost`) or as an erasure does. */
  readonly removeKey: (subject: Subject, how: "lost" | "destroyed") => Promise<void>;
  readonly close: () => Promise<void>;
};

export type StoreUnderTest = { readonly name: string; open(): Promise<OpenedStore> };

const canaries = ["Canary Kestrel", "canary.kestrel@example.org", "canary.heron@example.org", "Canary Heron"];
const freeText = [
  "canary-reason-burnout",
  "canary-note-lottery",
  "canary-skill-falconry",
  "Canary Queue",
  "Canary Pond",
];

const change = (type: string, data: object): Commands => [{ type, data } as unknown as Commands[0]];

/** A story in which every kind of personal field and free text occurs, and a second member beside. */
async function tell({ log, commit, dataKeys }: OpenedStore): Promise<void> {
  const muster = handling(log, { dataKeys: dataKeys(), commit });
  const give = (commands: Commands) => muster.handle(commands, { ...by(), reason: "canary-reason-burnout" });
  const kestrel = { memberId: memberId("kestrel"), on: today };
  const queue = { queueId: queueId("Canary Queue"), on: today };
  await give([openQueue("Canary Queue")]);
  await give([register("other", { name: "Otis Other", team: "clear-team" })]);
  const details = { name: "Canary Kestrel", email: "canary.kestrel@example.org", skills: ["canary-skill-falconry"] };
  await give([register("kestrel", details)]);
  await give([assign("kestrel", "Canary Queue"), assign("other", "Canary Queue")]);
  await give(change("RenameMember", { ...kestrel, name: "Canary Heron" }));
  await give(change("ChangeMemberEmail", { ...kestrel, email: "canary.heron@example.org" }));
  await give(change("RenameQueue", { ...queue, name: "Canary Pond" }));
  await give(
    change("DeactivateMember", {
      memberId: kestrel.memberId,
      lastDay: "2026-01-06",
      reasonCode: "other",
      note: "canary-note-lottery",
      acceptUncovered: [],
    }),
  );
}

/** How a text may lie in a dump: as it is, in any case, or in base64, whatever comes before it. */
function spellings(text: string): readonly string[] {
  const shifted = [0, 1, 2].map((shift) => Buffer.from("-".repeat(shift) + text).toString("base64"));
  return [text.toLowerCase(), ...shifted.map((base64) => base64.slice(4, -4).toLowerCase())];
}

const isAbout = (subject: Subject) => (event: DecodedEvent) => event.stream === `member-${subject}`;

/** What a log and its keys give away, and what is lost with a key. */
export function keepsSecrets(subject: StoreUnderTest): void {
  describe(`what is personal, in ${subject.name}`, () => {
    let opened: OpenedStore;
    const decoded = async () => eventCodec(aesSealing, opened.dataKeys()).decode(await collect(opened.log.readAll(0n)));

    beforeEach(async () => {
      opened = await subject.open();
      await tell(opened);
    });
    afterEach(() => opened.close());

    it("is in no raw dump: no name, email, note, skill or reason", async () => {
      const dump = (await opened.dump()).toString("latin1").toLowerCase();
      // The dump is one: what lies in clear is found in it.
      for (const clear of ["memberregistered", "clear-team", memberId("kestrel")]) expect(dump).toContain(clear);
      const found = [...canaries, ...freeText].flatMap(spellings).filter((spelling) => dump.includes(spelling));
      expect(found).toEqual([]);
    });

    it("is read again by whoever has the keys", async () => {
      const events = await decoded();
      expect(events.filter(isUnreadable)).toEqual([]);
      const told = JSON.stringify(events, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
      for (const text of [...canaries, ...freeText]) expect(told).toContain(text);
    });

    it("is lost of exactly one member with one data key", async () => {
      const whole = await decoded();
      await opened.removeKey(memberId("kestrel"), "lost");
      const events = await decoded();
      const blind = events.filter(isUnreadable);
      expect(blind.length).toBeGreaterThan(0);
      expect(blind.every(isAbout(memberId("kestrel")))).toBe(true);
      expect(blind.every(({ unreadable }) => unreadable.includes("data key"))).toBe(true);
      const others = (from: readonly DecodedEvent[]) => from.filter((event) => !isAbout(memberId("kestrel"))(event));
      expect(others(events)).toEqual(others(whole));
    });

    it("gives way to stand-ins where a key was destroyed, and the history stays", async () => {
      const whole = await decoded();
      await opened.removeKey(memberId("kestrel"), "destroyed");
      const events = await decoded();
      expect(events.filter(isUnreadable)).toEqual([]);
      expect(events).toHaveLength(whole.length);
      const changed = events.filter((event, n) => JSON.stringify(data(event)) !== JSON.stringify(data(whole[n])));
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.every(isAbout(memberId("kestrel")))).toBe(true);
      const registered = events.filter(isAbout(memberId("kestrel")))[0];
      expect(data(registered)).toMatchObject({ name: "Erased member" });
    });
  });
}

const data = (event: DecodedEvent | undefined): unknown => (event && !isUnreadable(event) ? event.data : undefined);
