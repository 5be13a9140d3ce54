import { importRoster } from "../../../src/app/importRoster.ts";
import { Tokens } from "../../../src/composition/tokens.ts";
import { wire } from "../../../src/composition/wire.ts";
import { readConfig } from "../../../src/config.ts";
import { preferencesFiles } from "../../../src/infra/files/preferencesFiles.ts";
import { openHome } from "../../../src/infra/home.ts";

/**
 * An import in a process of its own, as the settings in its environment say, which tells each of its steps on a line and
 * holds still for ever at the one named in `HOLD_AT`, so that it can be killed there.
 */
const [path = "", holdAt = process.env["HOLD_AT"] ?? ""] = process.argv.slice(2);

function step(name: string): void {
  process.stdout.write(`${name}\n`);
  if (name === holdAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const config = readConfig(process.env);
const parts = wire(config, openHome({ path: config.home ?? "", rule: "MUSTER_HOME" }));
const files = preferencesFiles();
const projections = await parts.getAsync(Tokens.projections);
const rosterFile = await parts.getAsync(Tokens.rosterFile);
const log = await parts.getAsync(Tokens.log);
let caughtUp = 0;

const report = await importRoster(
  {
    files: {
      ...files,
      async keep(present, kind) {
        step("before the backup");
        const copy = await files.keep(present, kind);
        step("after the backup");
        return copy;
      },
    },
    projections: {
      ...projections,
      catchUp: async (to) => {
        step(`before the tables ${(caughtUp += 1)}`);
        const reached = await projections.catchUp(to);
        step(`after the tables ${caughtUp}`);
        return reached;
      },
    },
    rosterFile: {
      ...rosterFile,
      held: (file, work) =>
        rosterFile.held(file, (adopt) =>
          work(async () => {
            step("before the file");
            const outcome = await adopt();
            step("after the file");
            return outcome;
          }),
        ),
    },
    commands: await parts.getAsync(Tokens.commands),
    queries: await parts.getAsync(Tokens.queries),
    readModel: await parts.getAsync(Tokens.readModel),
    guardKey: await parts.getAsync(Tokens.guardKey),
    head: () => log.head(),
    today: () => "2026-01-07",
  },
  { path, context: { actor: { issuer: "test", subject: "tester" } }, onProgress: (done) => step(`change ${done}`) },
);
step(JSON.stringify({ ...report, position: String(report.position), written: report.written?.kind }));
await parts.get(Tokens.resources).disposeAsync();
