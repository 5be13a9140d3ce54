import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");
const rules = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
  forbidden: readonly { name: string }[];
};

type Violation = { readonly rule: { readonly name: string }; readonly from: string; readonly to: string };

/** The boundaries as `npm run check` holds them, on the `src` of a folder. */
async function violations(folder: string): Promise<readonly Violation[]> {
  const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const run = promisify(execFile)(process.execPath, [cruiser, "src", "--output-type", "json"], {
    cwd: folder,
    maxBuffer: 100_000_000,
  });
  // Exit code 1 and upward counts the violations; what it printed is the same.
  const { stdout } = await run.catch((error: unknown) => error as { readonly stdout: string });
  const { summary } = JSON.parse(stdout) as { summary: { totalCruised: number; violations: readonly Violation[] } };
  if (summary.totalCruised < 10) throw new Error(`Only ${summary.totalCruised} modules were looked at.`);
  return summary.violations;
}

/** Which rule forbids that a file (left) imports what follows. Each import is planted in a file of its own. */
const forbidden: Readonly<Record<string, readonly (readonly [folder: string, imported: string])[]>> = {
  "no-cycles": [["src/cli", "./circle.ts"]],
  "domain-is-pure": [
    ["src/domain/member", "../../app/port.ts"],
    ["src/domain/member", "../../projections/row.ts"],
    ["src/domain/member", "node:fs"],
    ["src/domain/member", "zod"],
  ],
  "projections-are-pure": [
    ["src/projections", "../app/port.ts"],
    ["src/projections", "../infra/postgres/adapter.ts"],
    ["src/projections", "node:crypto"],
    ["src/projections", "slonik"],
  ],
  "app-knows-no-adapter": [
    ["src/app", "../infra/postgres/adapter.ts"],
    ["src/app", "../cli/door.ts"],
    ["src/app", "../composition/wire.ts"],
    ["src/app", "../config.ts"],
    ["src/app", "pg"],
    ["src/app", "slonik"],
    ["src/app", "@eventstore/db-client"],
    ["src/app", "inversify"],
  ],
  "doors-know-no-adapter": [
    ["src/cli", "../infra/postgres/adapter.ts"],
    ["src/api", "../infra/postgres/adapter.ts"],
    ["src/mcp", "pg"],
    ["src/cli", "slonik"],
    ["src/cli", "@eventstore/db-client"],
  ],
  "adapters-know-no-door": [
    ["src/infra/postgres", "../../cli/door.ts"],
    ["src/infra/postgres", "../../composition/wire.ts"],
    ["src/infra/postgres", "../../main.ts"],
    ["src/infra/postgres", "../../index.ts"],
  ],
  "only-composition-wires": [
    ["src/app", "inversify"],
    ["src/infra/postgres", "inversify"],
    ["src/cli", "reflect-metadata"],
    ["src/domain/member", "inversify"],
  ],
};

const allowed: readonly (readonly [file: string, imports: readonly string[]])[] = [
  [
    "src/composition/wire.ts",
    ["inversify", "reflect-metadata", "../infra/postgres/adapter.ts", "../app/port.ts", "pg"],
  ],
  ["src/infra/postgres/adapter.ts", ["../../app/port.ts", "../../projections/row.ts", "pg", "slonik", "node:fs"]],
  ["src/app/port.ts", ["../domain/member/member.ts", "../projections/row.ts", "node:crypto"]],
  ["src/projections/row.ts", ["../domain/member/member.ts"]],
  ["src/domain/member/member.ts", ["../kernel/time.ts"]],
  ["src/cli/door.ts", ["../app/port.ts", "../config.ts", "commander"]],
  ["src/domain/kernel/time.ts", []],
  ["src/config.ts", ["zod"]],
  ["src/main.ts", ["./composition/wire.ts", "./cli/door.ts"]],
  ["src/index.ts", ["./composition/wire.ts"]],
  ["src/cli/circle.ts", [`./${nameOf("no-cycles", 0)}`]],
];

function nameOf(rule: string, index: number): string {
  return `planted-${rule}-${index + 1}.ts`;
}

const plants = Object.entries(forbidden).flatMap(([rule, imports]) =>
  imports.map(([folder, imported], index) => ({ rule, imported, file: `${folder}/${nameOf(rule, index)}` })),
);

let planted: string;
let found: readonly Violation[];

async function plant(file: string, imports: readonly string[]): Promise<void> {
  const lines = imports.map((imported) => `import ${JSON.stringify(imported)};\n`);
  await mkdir(join(planted, dirname(file)), { recursive: true });
  await writeFile(join(planted, file), `${lines.join("")}export {};\n`);
}

beforeAll(async () => {
  planted = await mkdtemp(join(tmpdir(), "muster-boundaries-"));
  await symlink(join(root, "node_modules"), join(planted, "node_modules"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"])
    await copyFile(join(root, file), join(planted, file));
  for (const [file, imports] of allowed) await plant(file, imports);
  for (const { file, imported } of plants) await plant(file, [imported]);
  found = await violations(planted);
});
afterAll(() => rm(planted, { recursive: true }));

describe("the boundaries between the rooms", () => {
  it("hold in this project", async () => {
    expect(await violations(root)).toEqual([]);
  });

  it("are each proved here", () => {
    expect(Object.keys(forbidden).sort()).toEqual(rules.forbidden.map(({ name }) => name).sort());
  });

  it.each(plants)("$rule fires where $file imports $imported", ({ rule, file }) => {
    // A circle is reported once, from whichever of its files was come to first.
    const about = found.filter(({ from, to }) => from === file || (rule === "no-cycles" && to === file));
    expect(about.map((each) => each.rule.name)).toContain(rule);
  });

  it("leave alone what may be imported", () => {
    const innocent = allowed.map(([file]) => file).filter((file) => file !== "src/cli/circle.ts");
    expect(found.filter(({ from }) => innocent.includes(from))).toEqual([]);
  });
});
