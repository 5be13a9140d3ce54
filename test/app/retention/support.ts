import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { eventCodec } from "../../../src/app/codec/eventCodec.ts";
import type { CommandHandlerParts } from "../../../src/app/commandHandler.ts";
import { commit, settlePending } from "../../../src/app/guards/commit.ts";
import { encodeGuard } from "../../../src/app/guards/encodeGuard.ts";
import { streamReader } from "../../../src/app/streamReader.ts";
import type { DataKeys } from "../../../src/app/ports/dataKeys.ts";
import { logFigureSources } from "../../../src/app/figures/logSources.ts";
import type { Archives } from "../../../src/app/ports/archives.ts";
import type { EventLog } from "../../../src/app/ports/eventLog.ts";
import type { Tombstones } from "../../../src/app/ports/tombstones.ts";
import { type RetentionParts, runRetention } from "../../../src/app/retention/run.ts";
import { verify } from "../../../src/app/verification.ts";
import type { Command } from "../../../src/domain/command.ts";
import { archiveKeyFile } from "../../../src/infra/crypto/archiveKeyFile.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { archiveFiles } from "../../../src/infra/files/archiveFiles.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { postgresLeavers } from "../../../src/infra/postgres/retention/leavers.ts";
import { postgresTombstones } from "../../../src/infra/postgres/retention/tombstones.ts";
import { assign, by, handling, memberId, openQueue, queueId, register, today } from "../../support/handling.ts";
import { ledgerOver } from "../../support/ledger.ts";

export const actor = { issuer: "test", subject: "archivist" };

/** What a log that appends to one stream at a time needs beside: intents, and who settles them. */
function intents(log: EventLog, dataKeys: DataKeys): Partial<CommandHandlerParts> {
  if (log.atomic) return {};
  const codec = eventCodec(aesSealing, dataKeys);
  const clock = { now: () => new Date(`${today}T12:00:00Z`), today: () => today };
  const guarded = { log, encodeGuard: encodeGuard(codec, clock) };
  return {
    read: streamReader(log, codec, (events) => settlePending(guarded, events)),
    commit: (writes) => commit(guarded, writes, clock.now()),
  };
}

/** Muster as far as retention needs it, over one database and a folder. */
export function retaining(pool: Pool, given?: EventLog & Tombstones) {
  const folder = mkdtempSync(join(tmpdir(), "muster-retention-"));
  const log: EventLog & Partial<Tombstones> = given ?? postgresEventLog(pool, { pollMs: 100 });
  const dataKeys = memoryDataKeys();
  const handler = handling(log, { dataKeys, ...intents(log, dataKeys) });
  const ledger = ledgerOver(log, pool, folder);
  const projections = postgresProjections({ pool, log, decode: (stored) => handler.codec.decode(stored), retryMs: 25 });
  const { place } = log;
  const alone: Archives["alone"] = (work) => work();
  const archives = archiveFiles(join(folder, "archives"), alone);
  const archiveKeys = archiveKeyFile(join(folder, "archive-keys.json"), archives.place, () => new Date());
  const parts: RetentionParts = {
    ...{ log, table: ledger.parts.table, keys: ledger.parts.keys, file: ledger.parts.file, read: handler.read },
    ...{ clock: handler.clock, timezone: "UTC", years: 7, dataKeys, sealing: aesSealing, archiveKeys, archives },
    leavers: postgresLeavers(pool),
    holdsOn: async (id) => (await handler.holds.on(id)).map(({ holdId }) => holdId),
    awaited: () => Promise.resolve(new Set<string>()),
    handle: (commands, context) => handler.handle(commands, context),
    bringUp: () => ledger.keeper.bringUp(),
    settle: (to) => projections.catchUp(to),
    tombstones: place ? { place: (...asked) => place.call(log, ...asked) } : postgresTombstones(pool),
    forget(ids) {
      for (const id of ids) dataKeys.destroy(id);
      return Promise.resolve();
    },
  };
  return {
    ...{ pool, log, handler, ledger, projections, parts, folder, dataKeys },
    async give(...commands: readonly Command[]) {
      for (const command of commands) await handler.handle([command], by());
    },
    run: (change: Partial<RetentionParts> = {}) =>
      runRetention({ ...parts, ...change }, { actor, reason: "seven years" }),
    verified: () =>
      verify({
        ...{ log, codec: handler.codec, projections, file: () => Promise.resolve(undefined) },
        readModel: { isRolledBack: () => Promise.resolve(false) } as never,
        rosterFile: undefined as never,
        settle: (to) => projections.catchUp(to),
        ledger: { ...ledger.parts, bringUp: () => ledger.keeper.bringUp() },
      }),
    async facts() {
      const wanted = { needs: { people: "stays", queues: true }, team: null } as never;
      const { facts } = await logFigureSources({ log, decode: (stored) => handler.codec.decode(stored) }).facts(wanted);
      const sorted = (all: readonly object[]) =>
        all.map((each) => JSON.stringify(each, Object.keys(each).sort())).sort();
      return { stays: sorted(facts.stays), covers: sorted(facts.covers), terms: sorted(facts.terms) };
    },
    async close() {
      await projections.close();
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Retaining = ReturnType<typeof retaining>;

const leaves = (name: string, lastDay: string, more: object = {}): Command => ({
  type: "DeactivateMember",
  data: {
    ...{ memberId: memberId(name), lastDay, reasonCode: "resignation", note: `Canary ${name}`, acceptUncovered: [] },
    ...more,
  },
});

const on = (name: string, date: string) => ({ memberId: memberId(name), on: date });

/**
 * Ada, with a history of every kind, and Eve, who once reported to her, left long ago; Cid not long enough; Dot is held; Bob leads.
 */
export async function someHistories(world: Retaining): Promise<void> {
  const start = { on: "2010-01-01", newTeam: false };
  await world.give(
    openQueueOn("cloud", "2009-01-01"),
    register("Bob", { on: "2009-01-01", title: "Head" }),
    register("Ada", { ...start, managerId: memberId("Bob"), title: "Engineer", skills: ["Canary sql"] }),
    ...["Cid", "Dot"].map((name) => register(name, { ...start, managerId: memberId("Bob") })),
    register("Eve", { ...start, managerId: memberId("Ada") }),
    assign("Bob", "cloud", "2009-01-01"),
    { ...assign("Ada", "cloud", "2010-02-01") },
    leaves("Eve", "2011-03-31"),
    { type: "TransferMember", data: { ...on("Ada", "2012-01-01"), team: "ops", newTeam: true } },
    { type: "ChangeMemberDetails", data: { ...on("Ada", "2012-01-01"), title: "Lead" } },
    {
      type: "RetypeAssignment",
      data: { ...on("Ada", "2013-01-01"), queueId: queueId("cloud"), assignmentType: "backup", acceptUncovered: [] },
    },
    leaves("Ada", "2014-05-31"),
    { type: "ReactivateMember", data: on("Ada", "2014-07-01") },
    { type: "RenameMember", data: { ...on("Ada", "2014-08-01"), name: "Ada King" } },
    { type: "ChangeMemberDetails", data: { ...on("Ada", "2013-06-01"), title: "Principal" } },
    leaves("Ada", "2016-02-29"),
    { type: "RenameQueue", data: { queueId: queueId("cloud"), on: "2017-01-01", name: "cloud 2" } },
    leaves("Cid", "2020-06-30"),
    leaves("Dot", "2015-06-30"),
  );
  await world.handler.holds.place({ memberIds: [memberId("Dot")], query: null }, { ...by(), reason: "a lawsuit" });
  await world.projections.catchUp(await world.log.head());
}

const openQueueOn = (name: string, date: string): Command => {
  const { type, data } = openQueue(name);
  return { type, data: { ...data, on: date } } as Command;
};
