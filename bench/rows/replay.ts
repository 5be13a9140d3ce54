import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { postgresProjections } from "../../src/infra/postgres/projector/projections.ts";
import { alone, compared, type Row, rounds } from "../support/figures.ts";
import { startPeer } from "../support/peer.ts";
import type { Server } from "../support/server.ts";
import { appendOne, data, fillHistories, openStore, type Store } from "../support/store.ts";

const rebuildWorker = fileURLToPath(new URL("../rebuildWorker.ts", import.meta.url));

/** Reading one stream of 40 events, opened and decrypted; the peer's time ÷ ours. */
export async function readStream(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  const peer = startPeer(await server.database());
  const streams = Array.from({ length: 100 }, () => randomUUID());
  for (const memberId of streams) for (let n = 0n; n < 40n; n++) await appendOne(store, memberId, n - 1n);
  const { names } = await peer.ask<{ names: readonly string[] }>({ op: "fill", count: 100, length: 40, data });
  const ours = async () => {
    const started = performance.now();
    for (const memberId of streams)
      for await (const page of store.log.readStream(`member-${memberId}`)) await store.codec.decode(page);
    return (performance.now() - started) / streams.length;
  };
  const theirs = async () => (await peer.ask<{ ms: number }>({ op: "read", names })).ms;
  await ours();
  await theirs();
  const pairs = await rounds(count, async () => ({ ours: await ours(), baseline: await theirs() }));
  await peer.stop();
  await store.close();
  return [compared("read-stream-40", "ms", pairs, { least: 1.5, inverse: true })];
}

/** All four tables from the log, into empty tables, against one raw SQL projection of the peer's over as many events. */
export async function rebuilds(server: Server, count: number): Promise<readonly Row[]> {
  const store = await openStore(await server.database());
  const plain = await openStore(await server.database(), { encrypted: false });
  const peer = startPeer(await server.database());
  const events = await fillHistories(store, 1500, 20);
  await fillHistories(plain, 1500, 20);
  await peer.ask({ op: "fill", count: events / 20, length: 20, data });
  const theirs = async () => (await peer.ask<{ perSecond: number }>({ op: "rebuild", events })).perSecond;
  const against = await rounds(count, async () => ({ ours: await rebuild(store, events), baseline: await theirs() }));
  const cost = await rounds(count, async () => ({
    ours: await rebuild(store, events),
    baseline: await rebuild(plain, events),
  }));
  await peer.stop();
  await Promise.all([store.close(), plain.close()]);
  return [
    compared("rebuild", "events/s", against, { least: 5 }),
    compared("encrypt-cost-rebuild", "events/s", cost, { least: 0.7 }),
  ];
}

const computed = [
  ...["team_members", "queues", "team_queue_assignments", "team_member_history"],
  ...["muster.member_versions", "muster.queue_versions", "muster.assignment_versions", "muster.known_at"],
];

async function rebuild({ pool, log, codec }: Store, events: number): Promise<number> {
  await pool.query(`truncate ${computed.join(", ")}`);
  await pool.query("update muster.projection set position = 0");
  const projections = postgresProjections({ pool, log, decode: (stored) => codec.decode(stored) });
  const started = performance.now();
  await projections.rebuild();
  const perSecond = (events * 1000) / (performance.now() - started);
  await projections.close();
  return perSecond;
}

/** The memory of a process that rebuilds from a million events; once, since it is a bound and not a speed. */
export async function memory(server: Server, members: number): Promise<readonly Row[]> {
  const database = await server.database();
  const store = await openStore(database);
  await fillHistories(store, members, 20);
  await store.close();
  const { stdout } = await promisify(execFile)(process.execPath, [rebuildWorker, database]);
  const { residentMb } = JSON.parse(stdout) as { residentMb: number };
  return [alone("rebuild-memory", "MB", residentMb, { most: 400 })];
}
