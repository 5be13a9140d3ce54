import { describe, expect, it } from "@jest/globals";
import { eventCodec, isUnreadable } from "../../src/app/codec/eventCodec.ts";
import { commit, settlePending } from "../../src/app/guards/commit.ts";
import { streamReader } from "../../src/app/streamReader.ts";
import type { Command } from "../../src/domain/command.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../src/infra/memory/eventLog.ts";
import { tablesAfter } from "../projections/given.ts";
import { guardedOver } from "../support/guardedStreams.ts";
import { assign, by, handling, memberId, openQueue, queueId, register, today } from "../support/handling.ts";

const rename = (name: string, to: string, on = today): Command => ({
  type: "RenameMember",
  data: { memberId: memberId(name), on, name: to },
});
const leave = (name: string, lastDay: string, more: object = {}): Command => ({
  type: "DeactivateMember",
  data: { memberId: memberId(name), lastDay, reasonCode: "resignation", note: null, acceptUncovered: [], ...more },
});
const rehire = (name: string, on: string): Command => ({
  type: "RehireMember",
  data: { memberId: memberId(name), on, newTeam: false },
});
const close = (queue: string, on = today): Command => ({
  type: "CloseQueue",
  data: { queueId: queueId(queue), on, unassign: true },
});

describe.each([{ atomic: true }, { atomic: false }])(
  "undoing a change, on a log in memory (atomic: $atomic)",
  ({ atomic }) => {
    function muster() {
      const log = memoryEventLog({ atomic });
      const dataKeys = memoryDataKeys();
      const guarded = guardedOver(log);
      const codec = eventCodec(aesSealing, dataKeys);
      const handler = handling(log, {
        dataKeys,
        read: streamReader(log, codec, (events) => settlePending(guarded, events)),
        commit: (writes) => commit(guarded, writes, new Date()),
      });
      const give = async (...commands: readonly Command[]) => {
        const events = [];
        for (const command of commands) events.push(...(await handler.handle([command], by())).events);
        return events.at(-1)?.eventId ?? "";
      };
      const tables = async () => {
        const events = [];
        for await (const page of log.readAll(0n)) events.push(...(await codec.decode(page)));
        return tablesAfter(events.flatMap((event) => (isUnreadable(event) ? [] : [event])));
      };
      const seen = async () => {
        const { members, assignments, queues } = await tables();
        return {
          members: [...members.values()]
            .map(({ name, active, managerId }) => `${name} ${active ? "active" : "away"} ${managerId ?? "-"}`)
            .sort(),
          covers: [...assignments.values()]
            .flatMap((row) => (row.active ? [`${row.assignmentId} ${row.queueName}`] : []))
            .sort(),
          open: [...queues.values()].flatMap(({ name, open }) => (open ? [name] : [])).sort(),
        };
      };
      return { ...handler, give, seen, tables };
    }

    const team = [
      register("ada"),
      register("bob", { newTeam: false, managerId: memberId("ada") }),
      register("cid", { newTeam: false }),
      openQueue("cloud"),
      openQueue("edge"),
      assign("ada", "cloud", "2025-02-01"),
      assign("ada", "edge", "2025-03-01"),
    ];

    it("gives an accidental leaver back what the departure closed, and those whom it handed over", async () => {
      const { give, seen, undo, tables } = muster();
      await give(...team);
      const before = await seen();
      const departure = await give(leave("ada", "2025-12-31", { reportsTo: memberId("cid") }));
      expect(await seen()).not.toEqual(before);
      const outcome = await undo(departure, { ...by(), reason: "A mistake." });
      expect(outcome.events.map(({ type }) => type)).toEqual(["MemberChangeReversed", "MemberChangeReversed"]);
      expect(await seen()).toEqual(before);
      const told = [...(await tables()).history.values()].filter(
        ({ changeType }) => changeType === "MemberChangeReversed",
      );
      expect(told.map(({ fieldName, oldValue, newValue, reason }) => [fieldName, oldValue, newValue, reason])).toEqual(
        expect.arrayContaining([
          ["active", "false", "true", "A mistake."],
          // The reason is told with the one whom it is about.
          ["manager_id", memberId("cid"), memberId("ada"), null],
        ]),
      );
    });

    it("records nothing when repeated, and can itself be undone", async () => {
      const { give, seen, undo } = muster();
      await give(...team);
      const departure = await give(leave("ada", "2025-12-31", { reportsTo: memberId("cid") }));
      const gone = await seen();
      const first = await undo(departure, by());
      expect((await undo(departure, by())).events).toEqual([]);
      await undo(first.events[0]?.eventId ?? "", by());
      expect(await seen()).toEqual(gone);
      const again = await undo(departure, by());
      expect(again.events).toHaveLength(2);
    });

    it("answers the same command twice with what it recorded", async () => {
      const { give, undo } = muster();
      await give(...team);
      const renamed = await give(rename("ada", "Ada King"));
      const context = by();
      const first = await undo(renamed, context);
      expect((await undo(renamed, context)).events).toEqual(first.events);
    });

    it("says which later change stands in the way, and takes that back too where it is said", async () => {
      const { give, seen, undo } = muster();
      await give(register("ada"));
      const before = await seen();
      const departure = await give(leave("ada", "2025-06-30"));
      const employment = await give(rehire("ada", "2025-09-01"));
      await expect(undo(departure, by())).rejects.toMatchObject({
        code: "conflicts-with-later-change",
        details: { withdraw: [employment], changes: [{ type: "MemberRehired", on: "2025-09-01" }] },
      });
      await undo(departure, by(), { withdraw: [employment] });
      expect(await seen()).toEqual(before);
    });

    it("opens a queue that was closed, with who covered it and its name", async () => {
      const { give, seen, undo } = muster();
      await give(...team);
      const before = await seen();
      const closing = await give(close("cloud"));
      await undo(closing, by());
      expect(await seen()).toEqual(before);
      await expect(
        give({ ...openQueue("other"), data: { ...openQueue("other").data, name: "Cloud", on: today } } as Command),
      ).rejects.toMatchObject({
        code: "queue-name-taken",
      });
    });

    it("ends a registration and an opening by their own commands", async () => {
      const { give, seen, undo } = muster();
      const opening = await give(openQueue("cloud"));
      const registration = await give(register("ada"));
      expect((await undo(registration, by())).events).toMatchObject([{ type: "MemberRegisteredInError" }]);
      expect((await undo(opening, by())).events).toMatchObject([{ type: "QueueClosed" }]);
      expect(await seen()).toEqual({ members: [], covers: [], open: [] });
    });

    it("brings back who was withdrawn, as they were", async () => {
      const { give, seen, undo } = muster();
      await give(
        register("ada"),
        openQueue("cloud"),
        assign("ada", "cloud", "2025-02-01"),
        rename("ada", "Ada King", "2025-03-01"),
      );
      const before = await seen();
      const withdrawal = await give({
        type: "VoidRegistration",
        data: { memberId: memberId("ada"), on: today, acceptUncovered: [] },
      });
      expect((await seen()).members).toEqual([]);
      await undo(withdrawal, by());
      expect(await seen()).toEqual(before);
      await expect(give(register("eve", { newTeam: false, email: "ada@example.org" }))).rejects.toMatchObject({
        code: "email-taken",
      });
    });

    it("is refused where a queue would be left below its minimum, unless that is accepted", async () => {
      const { give, undo } = muster();
      await give(register("ada"), openQueue("cloud"));
      const assignment = await give(assign("ada", "cloud", "2025-02-01"));
      await give({ type: "RequireCoverage", data: { queueId: queueId("cloud"), on: "2025-02-01", minimum: 1 } });
      await expect(undo(assignment, by())).rejects.toMatchObject({ code: "conflicts-with-later-change" });
      const outcome = await undo(assignment, by(), { acceptUncovered: [queueId("cloud")] });
      expect(outcome.events).toMatchObject([{ data: { acceptedUncovered: [queueId("cloud")] } }]);
    });

    it("is refused for what is no change of a member or a queue", async () => {
      const { give, undo, log } = muster();
      await give(register("ada"));
      await expect(undo("00000000-0000-8000-8000-000000000000", by())).rejects.toMatchObject({
        code: "change-unknown",
      });
      for await (const page of log.readAll(0n))
        for (const { eventId, type } of page)
          if (type === "GuardEntered")
            await expect(undo(eventId, by())).rejects.toMatchObject({ code: "change-unknown" });
    });
  },
);
