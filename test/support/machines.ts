import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Muster } from "../../src/app/muster.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";

type Settings = Readonly<Record<string, string | undefined>>;

/** Machines that share a log in a database, each with a home of its own in a folder. */
export function machines(folder: string, databaseUrl: string) {
  const opened: Muster[] = [];
  const home = (machine: string): string => join(folder, machine);
  return {
    home,
    keyFile: (machine: string): string => join(home(machine), "keys.json"),
    /** Settles a machine with the key file of another. */
    join(machine: string, like: string): void {
      mkdirSync(home(machine), { recursive: true });
      cpSync(join(home(like), "keys.json"), join(home(machine), "keys.json"));
    },
    /** A process on a machine; processes of one machine share its key file. */
    async open(machine: string, settings: Settings = {}): Promise<Muster> {
      const config = readConfig({ DATABASE_URL: databaseUrl, MUSTER_HOME: home(machine), ...settings });
      const muster = await openMuster(config, { workingDirectory: folder, environment: {} });
      opened.push(muster);
      return muster;
    },
    async closeAll(): Promise<void> {
      await Promise.all(opened.splice(0).map((muster) => muster.close()));
    },
  };
}
