import { describe, expect, it } from "@jest/globals";
import { noStream, type Unrecorded } from "../../../src/app/ports/eventLog.ts";
import { eventCodec } from "../../../src/app/codec/eventCodec.ts";
import { aesSealing } from "../../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../../src/infra/memory/dataKeys.ts";
import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { postgresAsOfReads } from "../../../src/infra/postgres/asOfReads.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { tableReads } from "../../../src/infra/postgres/rosterPool.ts";
import { opened } from "../../projections/events.ts";
import { useDatabase } from "../../support/postgres.ts";
import { id, paged } from "./support.ts";

// As a log tells that takes whatever its writers' clocks say.
const recorded = ["10:00", "12:00", "11:00", "11:30", "12:30", "12:30", "09:00"].map(
  (at) => `2026-01-07T${at}:00.000Z`,
);

/** Opens a queue for each of the instants, recorded at it. */
async function logOf() {
  const codec = eventCodec(aesSealing, memoryDataKeys());
  const log = memoryEventLog();
  for (const [n, recordedAt] of recorded.entries()) {
    const commandId = id(`command ${n}`);
    const ids = { commandId, correlationId: commandId, causationId: commandId };
    const event = { ...opened(id(`queue ${n}`), `queue ${n}`), effectiveOn: "2026-01-01" };
    const origin = { ...ids, actor: { issuer: "test", subject: "tester" } };
    const encoded = await codec.encode([{ event, eventId: id(`event ${n}`), origin }]);
    const events = encoded.map((each): Unrecorded => ({ ...each, bytesAt: () => each.bytesAt(recordedAt) }));
    await log.append([{ stream: `queue-${id(`queue ${n}`)}`, expected: noStream, events }]);
  }
  const decode: typeof codec.decode = (stored) => codec.decode(stored);
  return { log, decode };
}

describe.each([1, 2, 3, 100])("what is known at an instant, from pages of %d", (page) => {
  const database = useDatabase();

  it("never gets less where clocks go back, and ends before the first event that is later", async () => {
    const { log, decode } = await logOf();
    const projections = postgresProjections({ pool: database().pool, log: paged(log, page), decode });
    await projections.catchUp(await log.head(), 60_000);
    const reads = tableReads(database().pool);
    const past = postgresAsOfReads(reads);
    const known = async (at: string) => `${at} ${await past.positionAt(`2026-01-07T${at}:00.000Z`)}`;
    const told = [];
    for (const at of ["08:00", "09:00", "10:00", "11:00", "11:30", "12:00", "12:29", "12:30", "13:00"])
      told.push(await known(at));
    expect(told).toEqual([
      "08:00 0",
      "09:00 0",
      "10:00 1",
      "11:00 1",
      "11:30 1",
      "12:00 4",
      "12:29 4",
      "12:30 7",
      "13:00 7",
    ]);
    await reads.close();
    await projections.close();
  });
});
