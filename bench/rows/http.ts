import { randomUUID } from "node:crypto";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { membersQuery } from "../../src/infra/postgres/memberPages.ts";
import { compared, percentile, type Row, rounds } from "../support/figures.ts";
import { load, type Loaded } from "../support/load.ts";
import { startPeer, startWorker, type Worker } from "../support/peer.ts";
import type { Server } from "../support/server.ts";
import { data, fillMembers } from "../support/store.ts";

const script = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const sample = fileURLToPath(new URL("../../examples/user_preferences.json", import.meta.url));

type Served = { readonly address: string; readonly token: string };
type Filled = { readonly queueIds: readonly string[]; readonly memberIds: readonly string[] };

/** What is asked over HTTP, against a bare route; what is ordered over HTTP, against a bare append. */
export async function http(server: Server, count: number): Promise<readonly Row[]> {
  return [...(await httpRoster(server, count)), ...(await httpCommand(server, count))];
}

async function startMuster(server: Server, database: string, name: string): Promise<Worker> {
  const home = join(server.home, name);
  await mkdir(home, { recursive: true });
  return startWorker([script("serveWorker.ts"), database, home]);
}

/** A team of eleven out of 50,000 members, as 50 connections ask for it: ÷ Fastify and the same statement alone. */
async function httpRoster(server: Server, count: number): Promise<readonly Row[]> {
  const database = await server.database();
  const muster = await startMuster(server, database, "http-roster");
  const file = join(server.home, "http-roster", "preferences.json");
  await copyFile(sample, file);
  await muster.ask({ op: "importRoster", path: file });
  const pool = new pg.Pool({ connectionString: database });
  await fillMembers(pool, 50_000);
  await pool.end();
  const bare = startWorker([script("bareWorker.ts"), database]);
  const { sql, values } = membersQuery(
    { team: "engineering", active: true, personal: true },
    { by: "name", descending: false },
    { limit: 51 },
  );
  const ours = await muster.ask<Served>({ op: "serve" });
  const theirs = await bare.ask<Served>({ op: "serve", text: sql.replaceAll("$slonik_", "$"), values });
  const ask = ({ address, token }: Served): Promise<Loaded> =>
    load(address, { connections: 50, requests: 6000 }, () => ({
      ...{ method: "GET", path: "/v1/members?team=engineering", headers: { authorization: `Bearer ${token}` } },
    }));
  await ask(ours);
  await ask(theirs);
  const asked: { ours: Loaded; baseline: Loaded }[] = [];
  for (let n = 0; n < count; n++) asked.push({ ours: await ask(ours), baseline: await ask(theirs) });
  await Promise.all([muster.stop(), bare.stop()]);
  const pairs = (figure: (loaded: Loaded) => number) =>
    asked.map((each) => ({ ours: figure(each.ours), baseline: figure(each.baseline) }));
  return [
    compared(
      "http-roster",
      "requests/s",
      pairs(({ perSecond }) => perSecond),
      { least: 0.5 },
    ),
    compared(
      "http-roster-p99",
      "ms",
      pairs(({ times }) => percentile(times, 0.99)),
      { most: 3 },
    ),
  ];
}

const commands = 2500;

/** Each command assigns one of 100 queues to a member of its own, and counts once its row is in the tables. */
async function httpCommand(server: Server, count: number): Promise<readonly Row[]> {
  const muster = await startMuster(server, await server.database(), "http-command");
  const peer = startPeer(await server.database());
  const { queueIds, memberIds } = await muster.ask<Filled>({
    op: "fill",
    queues: 100,
    members: commands * (count + 1),
  });
  const { address, token } = await muster.ask<Served>({ op: "serve" });
  let next = 0;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const assign = () => {
    const n = next++;
    const path = `/v1/members/${memberIds[n] ?? ""}/queues/${queueIds[n % queueIds.length] ?? ""}`;
    return {
      ...({ method: "PUT", path, headers: { ...headers, "idempotency-key": randomUUID() } } as const),
      body: JSON.stringify({ type: "primary" }),
    };
  };
  const ours = async (): Promise<number> => {
    const started = performance.now();
    const { times } = await load(address, { connections: 16, requests: commands }, assign);
    const { reached } = await muster.ask<{ reached: boolean }>({ op: "settled" });
    if (!reached) throw new Error("The tables lag behind by more than half a minute.");
    return (times.length * 1000) / (performance.now() - started);
  };
  const theirs = async () =>
    (await peer.ask<{ perSecond: number }>({ op: "append", writers: 16, ms: 1500, data })).perSecond;
  await muster.ask({ op: "settled" });
  await ours();
  await theirs();
  const pairs = await rounds(count, async () => ({ ours: await ours(), baseline: await theirs() }));
  await Promise.all([muster.stop(), peer.stop()]);
  return [compared("http-command", "commands/s", pairs, { least: 0.5 })];
}
