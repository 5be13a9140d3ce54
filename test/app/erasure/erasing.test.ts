import { describe, expect, it } from "@jest/globals";
import { eventCodec, isUnreadable } from "../../../src/app/codec/eventCodec.ts";
import { commit, settlePending } from "../../../src/app/guards/commit.ts";
import { streamReader } from "../../../src/app/streamReader.ts";
import type { Command } from "../../../src/domain/command.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { tablesAfter } from "../../projections/given.ts";
import { guardedOver } from "../../support/guardedStreams.ts";
import { by, handling, memberId, openQueue, queueId, register, today } from "../../support/handling.ts";

const canary = "Kanarie";
const why = (reason: string) => ({ ...by(), reason });

describe.each([{ atomic: true }, { atomic: false }])(
  "an erasure, on a log in memory (atomic: $atomic)",
  ({ atomic }) => {
    async function erased() {
      const log = memoryEventLog({ atomic });
      const dataKeys = memoryDataKeys();
      const guarded = guardedOver(log);
      const codec = eventCodec(aesSealing, dataKeys);
      const muster = handling(log, {
        dataKeys,
        read: streamReader(log, codec, (events) => settlePending(guarded, events)),
        commit: (writes) => commit(guarded, writes, new Date()),
      });
      const ada = { name: `${canary} Ada`, email: `${canary}@example.org`, on: "2010-01-01", skills: [canary] };
      await muster.handle([openQueue("cloud")], by());
      await muster.handle([register("ada", ada)], why(`${canary} joins`));
      await muster.handle([register("bob", { newTeam: false, managerId: memberId("ada") })], by());
      const covers = {
        memberId: memberId("ada"),
        queueId: queueId("cloud"),
        on: "2025-02-01",
        assignmentType: "primary",
      } as const;
      await muster.handle([{ type: "AssignQueue", data: covers }], why(`${canary} covers`));
      const moves: Command = {
        type: "RenameMember",
        data: { memberId: memberId("ada"), on: "2025-06-01", name: `${canary} King` },
      };
      const [renamed] = (await muster.handle([moves], by())).events;
      const leaves: Command = {
        type: "DeactivateMember",
        data: {
          ...{ memberId: memberId("ada"), lastDay: "2025-12-31", reasonCode: "resignation", note: `${canary} goes` },
          ...{ acceptUncovered: [], reportsTo: memberId("cid") },
        },
      };
      await muster.handle([register("cid", { newTeam: false })], by());
      await muster.handle([leaves], why(`${canary} resigned`));
      const erase: Command = { type: "EraseMember", data: { memberId: memberId("ada"), on: today, ground: "GDPR 17" } };
      const before = await stored();
      await muster.handle([erase], why(`${canary} asked`));
      const tables = tablesAfter(await stored());
      dataKeys.destroy(memberId("ada"));

      async function stored() {
        const events = [];
        for await (const page of log.readAll(0n)) events.push(...(await codec.decode(page)));
        return events.flatMap((event) => (isUnreadable(event) ? [] : [event]));
      }
      return { muster, stored, before, tables, renamed: renamed?.eventId ?? "" };
    }
    const text = (value: unknown) =>
      JSON.stringify(value, (_, each: unknown) =>
        typeof each === "bigint" ? String(each) : each instanceof Map ? [...(each as Map<unknown, unknown>)] : each,
      );

    it("leaves nothing in the log that the keys which remain could open", async () => {
      const { stored, before } = await erased();
      expect(text(before)).toContain(canary);
      expect(text(await stored())).not.toContain(canary);
    });

    it("leaves the same in the tables whether or not the key is gone yet", async () => {
      const { stored, tables } = await erased();
      expect(text(tables)).not.toContain(canary);
      expect(text(tablesAfter(await stored()))).toBe(text(tables));
      expect(tables.members.get(memberId("ada"))).toMatchObject({
        ...{ name: "Erased member", active: false, endDate: "2025-12-31", team: "engineering", skills: [] },
      });
      expect([...tables.history.values()].some(({ changeType }) => changeType === "MemberDataErased")).toBe(true);
    });

    it("tells the reason to those alone whom the change was about", async () => {
      const { before } = await erased();
      const bearing = before.filter(({ meta }) => meta.reason?.includes("resigned")).map(({ type }) => type);
      expect(bearing).toEqual(["MemberDeactivated"]);
    });

    it("is not undone, and neither is what was erased", async () => {
      const { muster, stored, renamed } = await erased();
      const erasure = (await stored()).find(({ type }) => type === "MemberDataErased")?.meta.eventId ?? "";
      await expect(muster.undo(erasure, by())).rejects.toMatchObject({ code: "invalid-value" });
      await expect(muster.undo(renamed, by())).rejects.toMatchObject({ code: "member-erased" });
    });

    it("leaves the address to others, also for a day before", async () => {
      const { muster } = await erased();
      const again = register("eve", { newTeam: false, email: `${canary}@example.org`, on: "2024-01-01" });
      expect((await muster.handle([again], by())).events).toMatchObject([{ type: "MemberRegistered" }]);
    });
  },
);
