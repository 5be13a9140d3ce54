import { readFileSync } from "node:fs";
import { by, openMuster, readCsv } from "../../../src/index.ts";

/** Takes in the file that it is given, tells how far it is on a line each, and holds still for ever at `HOLD_AT`. */
const muster = await openMuster();
async function* file() {
  yield await Promise.resolve(readFileSync(process.argv[2] ?? ""));
}
const onProgress = (done: number): void => {
  process.stdout.write(`${done}\n`);
  if (String(done) === process.env["HOLD_AT"]) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const { counts, position } = await muster.imports.run(
  await readCsv(file()),
  { newTeams: ["crowd"], onProgress },
  by({ issuer: "test", subject: "hr" }),
);
if (position !== null) await muster.settle(position);
process.stdout.write(`${JSON.stringify(counts)}\n`);
await muster.close();
