import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { api } from "../src/api/api.ts";
import { listen, type Listening } from "../src/api/listening.ts";
import type { Muster } from "../src/app/muster.ts";
import { readConfig } from "../src/config.ts";
import { openMuster } from "../src/openMuster.ts";
import { answering } from "./support/answering.ts";

// Muster as `npm start` runs it, serving and projecting, but for its limits on how often one may ask.
const [, , database, home = ""] = process.argv;
const environment = { DATABASE_URL: database, MUSTER_HOME: home };
const muster = await openMuster(readConfig(environment), { workingDirectory: home, environment });
const ending = new AbortController();
const running: Promise<void>[] = [];
let listening: Listening | undefined;

const context = () => ({ commandId: randomUUID(), actor: { issuer: "bench", subject: "bench" } });

/** Ids of queues that are open, and of members whom nothing is assigned to. */
async function fill({ members, queues }: { readonly members: number; readonly queues: number }) {
  const queueIds = Array.from({ length: queues }, () => randomUUID());
  for (const [n, queueId] of queueIds.entries())
    await muster.commands.handle(
      [{ type: "OpenQueue", data: { queueId, name: `Queue ${n}`, on: "2024-01-01" } }],
      context(),
    );
  const memberIds = Array.from({ length: members }, () => randomUUID());
  const some = 50;
  for (let first = 0; first < members; first += some) await register(muster, memberIds.slice(first, first + some));
  return { queueIds, memberIds };
}

async function register({ commands }: Muster, memberIds: readonly string[]): Promise<void> {
  const [first, ...others] = memberIds.map((memberId) => ({
    type: "RegisterMember" as const,
    data: {
      ...{ memberId, on: "2025-01-01", name: `Member ${memberId}`, email: `${memberId}@example.org`, team: "support" },
      ...{ newTeam: true, title: null, managerId: null, timezone: null, skills: [] },
    },
  }));
  if (first) await commands.handle([first, ...others], context());
}

await answering({
  fill,
  async importRoster({ path }: { readonly path: string }) {
    await muster.importRoster({ path, context: { actor: context().actor } });
    return {};
  },
  async serve() {
    running.push(muster.run(ending.signal, (problem) => console.error(problem)));
    const { token } = await muster.access.admit();
    const app = await api({
      ...{ muster, authenticate: muster.access.authenticate, version: "0.0.0" },
      limits: { perCaller: 1e9, perAddress: 1e9 },
      unexpected: (error) => console.error(error),
    });
    listening = await listen(app, { host: "127.0.0.1", port: 0 });
    return { address: listening.address, token: (await readFile(token?.path ?? "", "utf8")).trim() };
  },
  /** When the tables hold all that was recorded until now. */
  async settled() {
    const { log } = await muster.status();
    return { reached: (await muster.waitFor(log, 30_000)) >= log };
  },
});
await listening?.close();
ending.abort();
await Promise.all(running);
await muster.close();
