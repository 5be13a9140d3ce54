import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";
import { embeddedFiles } from "../../src/infra/embedded/files.ts";
import { isAlive, readLiveRecord } from "../../src/infra/embedded/record.ts";

export type EmbeddedServer = { readonly url: string; stop(): Promise<void> };

/** Muster's own embedded Postgres in a temporary home; it ends with this process, however that ends. */
export async function startEmbeddedServer(): Promise<EmbeddedServer> {
  const home = mkdtempSync(join(tmpdir(), "muster-test-"));
  const server = await attachEmbedded(home);
  const keeper = readLiveRecord(embeddedFiles(home).record);
  return {
    url: server.url,
    stop: async () => {
      await server.leave();
      if (keeper !== undefined) {
        process.kill(keeper.pid, "SIGTERM");
        while (isAlive(keeper.pid)) await delay(20);
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}
