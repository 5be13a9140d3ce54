import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandHandler } from "../../../src/app/commandHandler.ts";
import { importRoster } from "../../../src/app/importRoster.ts";
import type { ImportOptions, ImportParts, ImportReport } from "../../../src/app/import/importTypes.ts";
import { openLog } from "../../../src/app/openLog.ts";
import { rollback } from "../../../src/app/rollback.ts";
import { preferencesFiles } from "../../../src/infra/files/preferencesFiles.ts";
import { rosterFile } from "../../../src/infra/files/rosterFile.ts";
import { postgresEventLog } from "../../../src/infra/postgres/eventLog.ts";
import { postgresFileLocks } from "../../../src/infra/postgres/fileLocks.ts";
import { postgresMigrations } from "../../../src/infra/postgres/migrations.ts";
import { postgresProjections } from "../../../src/infra/postgres/projector/projections.ts";
import { postgresReadModel } from "../../../src/infra/postgres/readModel.ts";
import { postgresRosterQueries } from "../../../src/infra/postgres/rosterQueries.ts";
import { postgresRosterSnapshots } from "../../../src/infra/postgres/rosterSnapshot.ts";
import { handling, today } from "../../support/handling.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { useFolder } from "../../infra/files/support.ts";

const examples = new URL("../../../examples/", import.meta.url);
export const sampleText = readFileSync(new URL("user_preferences.json", examples), "utf8");
export const olderRoster = new URL("engineering_team_roster.json", examples).pathname;
const actor = { issuer: "test", subject: "tester" };

/** A whole Muster on a database of its own, but for its doors: log, tables, and the file `prefs.json` in a folder. */
async function open(folder: (name: string) => string) {
  const database = await createTestDatabase();
  const { pool } = database;
  const log = postgresEventLog(pool, { pollMs: 100 });
  const handler = handling(log);
  const { logId } = await openLog(handler, "UTC", false);
  const projections = postgresProjections({ pool, log, decode: (stored) => handler.codec.decode(stored), retryMs: 25 });
  const queries = postgresRosterQueries(pool);
  const files = preferencesFiles();
  const keeper = rosterFile({
    ...{ files, log: logId, now: () => new Date(), snapshots: postgresRosterSnapshots(pool) },
    locks: postgresFileLocks(pool, "here"),
    waitFor: (position, ms) => projections.waitFor(position, ms),
  });
  const readModel = postgresReadModel(pool, postgresMigrations(pool));
  const parts: ImportParts = {
    ...{ files, projections, readModel, rosterFile: keeper, queries },
    guardKey: handler.guardKey,
    commands: handler,
    head: () => log.head(),
    today: () => today,
  };
  const path = folder("prefs.json");
  return {
    ...{ pool, log, logId, parts, path, handler, projections },
    import: (options: Partial<ImportOptions> = {}, change: Partial<ImportParts> = {}): Promise<ImportReport> =>
      importRoster({ ...parts, ...change }, { path, context: { actor }, ...options }),
    rollback: (given: string | undefined = path) =>
      rollback({ files, rosterFile: keeper, readModel, log: logId }, given),
    text: () => readFileSync(path, "utf8"),
    json: () => JSON.parse(readFileSync(path, "utf8")) as SampleFile,
    write: (text: string) => writeFileSync(path, text),
    names: () => readdirSync(folder("")).sort(),
    /** Whether the tables hold the sample, all of it and nothing else, as the log has it. */
    whole: async () => {
      const { rows } = await pool.query(
        `select (select count(*)::int from team_members) as members, (select count(*)::int from queues) as queues,
           (select count(*)::int from team_queue_assignments where active) as assignments`,
      );
      expect(rows).toEqual([{ members: 11, queues: 3, assignments: 33 }]);
      expect((await projections.verify()).differences).toEqual([]);
    },
    close: async () => {
      await queries.close();
      await projections.close();
      await log.close();
      await database.drop();
    },
  };
}

export type Box = Awaited<ReturnType<typeof open>>;
export type SampleFile = {
  team_source: string;
  my_team: {
    team: string;
    members: { name: string; email: string; queues?: unknown[]; [note: string]: unknown }[];
    queues: string[];
    [note: string]: unknown;
  };
};

/** A Muster for each test, with the sample as its file: `const box = useBox()`, then `box().import()`. */
export function useBox(): () => Box {
  const folder = useFolder();
  let box: Box | undefined;
  beforeEach(async () => {
    box = await open(folder);
    box.write(sampleText);
  });
  afterEach(() => box?.close());
  return () => box ?? tooEarly();
}

/** One Muster for all tests of a file, none of which may leave a trace; the sample is its file at each one's start. */
export function useOneBox(): () => Box {
  const path = mkdtempSync(join(tmpdir(), "muster-import-"));
  let box: Box | undefined;
  beforeAll(async () => {
    box = await open((name) => join(path, name));
  });
  beforeEach(() => box?.write(sampleText));
  afterAll(async () => {
    await box?.close();
    rmSync(path, { recursive: true, force: true });
  });
  return () => box ?? tooEarly();
}

const tooEarly = (): never => {
  throw new Error("The box is there once the tests run.");
};

/** The sample with a change. */
export function changed(change: (file: SampleFile) => void): string {
  const file = JSON.parse(sampleText) as SampleFile;
  change(file);
  return JSON.stringify(file, null, 2);
}

/** A handler that ends, as a killed process would, before or after its nth change. */
export function dying(handler: CommandHandler, n: number, when: "before" | "after"): CommandHandler {
  let calls = 0;
  return {
    plan: (commands, context) => handler.plan(commands, context),
    handle: async (commands, context) => {
      calls += 1;
      if (calls === n && when === "before") throw new Error("killed");
      const outcome = await handler.handle(commands, context);
      if (calls === n) throw new Error("killed");
      return outcome;
    },
  };
}
