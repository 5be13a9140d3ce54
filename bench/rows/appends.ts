import { fileURLToPath } from "node:url";
import { compared, type Pair, type Row, rounds } from "../support/figures.ts";
import { startPeer, startWorker, type Worker } from "../support/peer.ts";
import type { Server } from "../support/server.ts";
import { appendFor, data, openStore } from "../support/store.ts";

const ms = 1500;
const worker = fileURLToPath(new URL("../appendWorker.ts", import.meta.url));

type Answer = { readonly perSecond: number };
const ask = async (peer: Worker, writers: number): Promise<number> =>
  (await peer.ask<Answer>({ op: "append", writers, ms, data })).perSecond;
const together = async (workers: readonly Worker[]): Promise<number> =>
  (await Promise.all(workers.map((each) => ask(each, 4)))).reduce((sum, each) => sum + each, 0);

/** One event an append, synchronous_commit on, each writer to streams of its own: ours encrypted, then the peer, in turn. */
export async function appends(server: Server, count: number): Promise<readonly Row[]> {
  const [database, plainDatabase, peerDatabase] = [
    await server.database(),
    await server.database(),
    await server.database(),
  ];
  const store = await openStore(database);
  const plain = await openStore(plainDatabase, { encrypted: false });
  const peers = Array.from({ length: 4 }, () => startPeer(peerDatabase));
  const workers = Array.from({ length: 4 }, () => startWorker([worker, database]));
  const [peer] = peers;
  if (!peer) throw new Error("There is no peer.");
  // Warm on both sides: plans, pools, and code that is compiled.
  await Promise.all([appendFor(store, 4, 500), appendFor(plain, 4, 500), together(workers)]);
  for (const each of peers) await ask(each, 2);
  const against = (writers: number) => async (): Promise<Pair> => ({
    ours: await appendFor(store, writers, ms),
    baseline: await ask(peer, writers),
  });
  const rows = [
    compared("append-1", "appends/s", await rounds(count, against(1)), { least: 1.3 }),
    compared("append-16", "appends/s", await rounds(count, against(16)), { least: 3 }),
    compared(
      "append-4x4",
      "appends/s",
      await rounds(count, async () => ({ ours: await together(workers), baseline: await together(peers) })),
    ),
    compared(
      "encrypt-cost-append",
      "appends/s",
      await rounds(count, async () => ({
        ours: await appendFor(store, 16, ms),
        baseline: await appendFor(plain, 16, ms),
      })),
      { least: 0.5 },
    ),
  ];
  await Promise.all([...peers, ...workers].map((each) => each.stop()));
  await Promise.all([store.close(), plain.close()]);
  return rows;
}
