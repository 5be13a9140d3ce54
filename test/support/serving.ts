import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "./cli.ts";

/** A server as a process of its own, on a port that was free. */
export type Serving = { readonly address: string; readonly token: string; stop(): Promise<void> };

/** Starts `muster start` in a folder with a home, and waits until it listens. */
export async function serving(folder: string): Promise<Serving> {
  const { child, said, ended } = start({ MUSTER_PORT: "0" }, ["start"], folder);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out) ?? [];
      if (found !== undefined && said.out.includes("Ctrl-C")) resolve(found);
    });
    void ended.then(({ err }) => reject(new Error(`It did not serve: ${err}`)));
  });
  const file = join(folder, ".muster", "token");
  const token = existsSync(file) ? readFileSync(file, "utf8").trim() : (/token (\S+)$/m.exec(said.out)?.[1] ?? "");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  return { address, token, stop };
}
