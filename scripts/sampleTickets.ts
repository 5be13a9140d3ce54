import { parseArgs } from "node:util";
import pg from "pg";
import { BadSetting, readConfig } from "../src/config.ts";
import { openMuster } from "../src/openMuster.ts";
import { makeSampleTickets, NotASample, removeSampleTickets } from "./deskSample.ts";

const usage = `npm run sample:tickets -- [--count 1000] [--team <team>]
npm run sample:tickets -- --remove
Makes a table "tickets" of SAMPLE DATA in Muster's database, as a service desk might keep it, for trying and for
benchmarks. One in fifty is held by the team (default: yours). A table that is not such a sample is never touched.`;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    team: { type: "string" },
    remove: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function sample(count: number): Promise<string> {
  const config = readConfig(process.env);
  if (config.tickets.table !== "tickets")
    throw new BadSetting(`MUSTER_TICKETS_TABLE names ${config.tickets.table}: unset it to read a sample.`);
  const muster = await openMuster(config, { workingDirectory: process.cwd(), environment: process.env });
  const client = new pg.Client({ connectionString: muster.whereabouts.databaseUrl });
  try {
    await client.connect();
    if (values.remove) return (await removeSampleTickets(client)) ? "The sample is gone." : "There is no sample.";
    const team = values.team ?? (await muster.file.team()) ?? (await muster.queries.roster())[0]?.team ?? "";
    await makeSampleTickets(client, { count, team });
    return `Made the table tickets with ${count} rows of SAMPLE DATA, one in fifty of them held by ${team === "" ? "no team: nobody is on the roster" : `team ${team}`}.\nTry: npm run -s muster -- workload`;
  } finally {
    await client.end();
    await muster.close();
  }
}

const count = /^\d{1,8}$/.test(values.count) ? Number(values.count) : NaN;
if (values.help) process.stdout.write(`${usage}\n`);
else if (!(count >= 1 && count <= 10_000_000)) {
  process.stderr.write(`--count takes a whole number from 1 to 10000000.\n${usage}\n`);
  process.exitCode = 2;
} else
  try {
    process.stdout.write(`${await sample(count)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof BadSetting || error instanceof NotASample ? 2 : 1;
  }
