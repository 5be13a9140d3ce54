import { createInterface } from "node:readline";
import { appendFor, openStore } from "./support/store.ts";

// One of several processes that append at once. Reads a request a line, answers a line.
const store = await openStore(process.argv[2] ?? "");
for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, writers, ms } = JSON.parse(line) as { id: number; op: string; writers: number; ms: number };
  const perSecond = op === "append" ? await appendFor(store, writers, ms) : 0;
  process.stdout.write(`${JSON.stringify({ id, perSecond })}\n`);
}
await store.close();
