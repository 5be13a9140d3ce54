import { afterAll, beforeAll } from "@jest/globals";
import { operator, type Principal } from "../../../src/app/access/principal.ts";
import { type CsvImportOptions, csvImports, type CsvImportReport } from "../../../src/app/csv/importCsv.ts";
import { readCsv } from "../../../src/app/csv/readCsv.ts";
import { newCommandId } from "../../../src/app/ids.ts";
import type { Muster } from "../../../src/app/muster.ts";
import { type RosterChanges, rosterChanges } from "../../../src/app/roster/rosterChanges.ts";
import { readConfig } from "../../../src/config.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { openMuster } from "../../../src/openMuster.ts";
import { useTemporaryFolder } from "../../support/cli.ts";
import { useDatabase } from "../../support/postgres.ts";

export const admin = operator({ issuer: "test", subject: "hr" }, null);
export const today = new Date().toISOString().slice(0, 10);
export const day = (before: number): string => addDays(today, -before);

type Importing = CsvImportOptions & { readonly as?: Principal; readonly importId?: string };

/** A Muster of a test's file, with what the tests do to it. */
export type Office = {
  readonly muster: Muster;
  import(text: string | readonly string[], options?: Importing): Promise<CsvImportReport>;
  change<T extends { readonly position: bigint }>(change: (changes: RosterChanges) => Promise<T>): Promise<T>;
  /** The members of a team as one line each: name, manager's name, queues. */
  team(name: string): Promise<readonly string[]>;
  head(): Promise<bigint>;
};

export const context = (commandId = newCommandId()) => ({ commandId, actor: admin.actor });

export function office(muster: Muster): Office {
  return {
    muster,
    async import(text, { as = admin, importId, ...options } = {}) {
      const bytes = Buffer.from(typeof text === "string" ? text : `${text.join("\n")}\n`);
      const read = await readCsv(
        (async function* () {
          yield await Promise.resolve(bytes);
        })(),
      );
      const report = await csvImports(muster, as).run(read, options, context(importId));
      if (report.position !== null) await muster.settle(report.position);
      return report;
    },
    async change(change) {
      const outcome = await change(rosterChanges(muster));
      await muster.settle(outcome.position);
      return outcome;
    },
    async team(name) {
      const everyone = await muster.queries.roster({ all: true });
      const nameOf = (id: string | null) => everyone.find(({ memberId }) => memberId === id)?.name ?? "nobody";
      return everyone
        .filter(({ team }) => team === name)
        .map(({ name: who, managerId, queues, active, endDate }) =>
          [
            `${who} < ${nameOf(managerId)}`,
            ...queues.map(({ queue, type }) => `${queue}:${type}`),
            ...(active ? [] : [`left ${endDate ?? ""}`]),
          ].join(" "),
        );
    },
    head: async () => (await muster.status()).log,
  };
}

/** One Muster for the tests of a file: each takes a team of its own. */
export function useOffice(): () => Office {
  const database = useDatabase();
  const folder = useTemporaryFolder();
  let opened: Muster | undefined;
  beforeAll(async () => {
    const config = readConfig({ DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_TIMEZONE: "UTC" });
    opened = await openMuster(config, { workingDirectory: folder(), environment: {} });
  });
  afterAll(() => opened?.close());
  return () => {
    if (!opened) throw new Error("The office opens once the tests run.");
    return office(opened);
  };
}
