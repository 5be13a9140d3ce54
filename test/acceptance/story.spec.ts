import { beforeAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { start, useTemporaryFolder } from "../support/cli.ts";

/** The story that README tells, run line by line as it is printed, in the folder of a quickstart. */
const folder = useTemporaryFolder();
const root = join(import.meta.dirname, "../..");
const [, story = ""] =
  /## The story of one member\n[^]*?```sh\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
const lines = story.trim().split("\n");
const said: string[] = [];

// One shell for all, as a reader has it; what each line says is parted by a mark.
const prelude = `muster() { "${process.execPath}" "${join(root, "src/main.ts")}" "$@"; }\n`;

beforeAll(async () => {
  mkdirSync(folder("checkout"));
  expect(await start({}, ["quickstart"], folder("checkout")).ended).toMatchObject({ code: 0 });
  const { stdout, stderr } = spawnSync("bash", ["-c", prelude + lines.join("\necho ===\n")], {
    ...{ cwd: folder("checkout"), encoding: "utf8" },
    env: { PATH: process.env["PATH"], HOME: folder("home") },
  });
  expect(stderr).toBe("");
  said.push(...stdout.split("===\n"));
});

it.each([
  [1, /^Grace Murray <grace@example\.com> joins engineering on 2025-01-06\.$/m],
  [2, /^Grace Murray covers Cloud - Security as backup from 2025-01-13\.$/m],
  [3, /^Grace Murray moves from engineering to platform, a new team, on 2025-06-01\.$/m],
  [4, /^ +101 .* MemberTransferred +Grace Murray moves from engineering to platform/m],
  [5, /^Taken back: Grace Murray moves from engineering to platform, a new team, on 2025-06-01\.$/m],
  [6, /^Grace Murray moves from engineering to platform on 2025-07-01\.$/m],
  [7, /^Team +engineering$/m],
  [8, /^Team +platform$[^]*^As of 2025-06-15, .* \(position 101\)\.$/m],
  [9, /^2025-06-01 .* MemberChangeReversed +team +platform +engineering .* it was in July$/m],
  [10, /^All agree with the log, up to position \d+\.$/m],
])("line %i says what it promises", (line, what) => {
  expect(said).toHaveLength(10);
  expect(said[line - 1]).toMatch(what);
});
