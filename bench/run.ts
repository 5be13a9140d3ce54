import { parseArgs } from "node:util";
import Table from "cli-table3";
import { analytics } from "./rows/analytics.ts";
import { appends } from "./rows/appends.ts";
import { asOf } from "./rows/asOf.ts";
import { commandLine } from "./rows/commandLine.ts";
import { desk } from "./rows/desk.ts";
import { http } from "./rows/http.ts";
import { oldWay } from "./rows/oldWay.ts";
import { memory, readStream, rebuilds } from "./rows/replay.ts";
import { roster } from "./rows/roster.ts";
import { verification } from "./rows/verify.ts";
import { visible } from "./rows/visible.ts";
import type { Row } from "./support/figures.ts";
import { type Server, startServer } from "./support/server.ts";

const usage = `npm run bench -- [--json] [--only <group>] [--rounds <n>] [--members <n>]
Groups: appends, read-stream, rebuild, verify, memory, roster, as-of, analytics, desk, visible, http, json, cli. All of them in
one run where none is named. as-of and analytics are among so many members (50,000) with twenty events each.
Each figure is the median of the rounds; a ratio is taken round by round against its baseline, measured right after it.`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    members: { type: "string", default: "50000" },
    help: { type: "boolean", default: false },
  },
});

const groups: Readonly<Record<string, (server: Server, count: number, members: number) => Promise<readonly Row[]>>> = {
  appends,
  "read-stream": readStream,
  rebuild: rebuilds,
  verify: verification,
  roster,
  "as-of": asOf,
  analytics,
  desk,
  visible: (server) => visible(server, 300),
  http,
  json: oldWay,
  cli: (_, count) => commandLine(count),
  memory: (server) => memory(server, 50_000),
};

const round = (figure: number): number => Number(figure.toPrecision(4));
const shown = (figure: number | null): string => (figure === null ? "" : round(figure).toLocaleString("en"));

function table(rows: readonly Row[]): string {
  const drawn = new Table({
    head: ["row", "value", "unit", "baseline", "ratio", "goal", ""],
    style: { head: [], border: [] },
  });
  for (const { name, value, unit, baseline, ratio, goal, ok } of rows)
    drawn.push([
      name,
      shown(value),
      unit,
      shown(baseline),
      shown(ratio),
      goal ?? "",
      goal === null ? "" : ok ? "met" : "MISSED",
    ]);
  return drawn.toString();
}

if (values.help) {
  process.stdout.write(`${usage}\n`);
} else {
  const server = await startServer();
  const rows: Row[] = [];
  try {
    for (const [name, measure] of Object.entries(groups)) {
      if (values.only && !values.only.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      rows.push(...(await measure(server, Number(values.rounds), Number(values.members))));
    }
  } finally {
    await server.stop();
  }
  process.stdout.write(`${values.json ? JSON.stringify({ rows }, null, 2) : table(rows)}\n`);
}
