import { beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { useTemporaryFolder } from "../support/cli.ts";

const root = join(import.meta.dirname, "../..");
const folder = useTemporaryFolder();
const execute = promisify(execFile);

/** Runs a program in the folder of the app that installs the package, with the Node that runs the tests. */
const inApp = (program: string, ...argv: readonly string[]) =>
  execute(program, argv, {
    cwd: folder("app"),
    env: {
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
      HOME: process.env["HOME"],
      npm_config_update_notifier: "false",
    },
  });

type Manifest = { readonly version: string; readonly bin: object; readonly dependencies: object };
type Lock = { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> };
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

/**
 * An app that depends on the package alone. Its lock is the project's own but for what only development needs, so that
 * npm takes from its cache what it has there, and what the package forgets to depend on is missing.
 */
function writeApp(tarball: string): void {
  const { version, bin, dependencies, optionalDependencies } = read("package.json") as Manifest & {
    readonly optionalDependencies: object;
  };
  const { packages } = read("package-lock.json") as Lock;
  const needed = Object.entries(packages).filter(([path, { dev }]) => path !== "" && !dev);
  const app = { name: "app", version: "1.0.0", type: "module", dependencies: { muster: `file:${tarball}` } };
  const muster = { version, resolved: `file:${tarball}`, bin, dependencies, optionalDependencies };
  const locked = { "": app, "node_modules/muster": muster, ...Object.fromEntries(needed) };
  mkdirSync(folder("app"));
  writeFileSync(folder("app", "package.json"), JSON.stringify(app));
  writeFileSync(
    folder("app", "package-lock.json"),
    JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 3, requires: true, packages: locked }),
  );
}

beforeAll(async () => {
  await execute(process.execPath, [join(root, "scripts/build.ts")], { cwd: root });
  await execute("npm", ["pack", "--ignore-scripts", "--pack-destination", folder()], { cwd: root });
  writeApp(folder(`muster-${(read("package.json") as Manifest).version}.tgz`));
  await inApp("npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund");
}, 300_000);

describe("the installed package", () => {
  it("runs muster", async () => {
    const { stdout, stderr } = await inApp("node_modules/.bin/muster", "quickstart");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^Imported 11 members with 33 assignments to 3 queues\.$/m);
    const { stdout: verified } = await inApp("node_modules/.bin/muster", "verify", "--json");
    expect(JSON.parse(verified)).toMatchObject({ ok: true, checked: { members: 11 } });
  });

  it("is imported by a program, which changes and asks", async () => {
    writeFileSync(
      folder("app", "program.mjs"),
      `import { by, openMuster, Rejection } from "muster";
       const muster = await openMuster();
       const cover = { member: "Olli Ojala", queue: "Cloud - Security" };
       const command = by({ issuer: "test", subject: "program" }, "a test");
       const { position } = await muster.changes.retype(cover, { type: "backup" }, command);
       const again = await muster.changes.retype(cover, { type: "backup" }, command);
       await muster.settle(position);
       const { queues } = await muster.lookups.member("olli.ojala@orro.group");
       const refused = await muster.lookups.member("nobody").catch((error) => error instanceof Rejection && error.code);
       const mine = await muster.getTeamMembers();
       await muster.assignQueue({ ...cover, type: "primary", retype: true });
       const { entries } = await muster.getMemberHistory({ member: "Olli Ojala", limit: 1 });
       const team = [mine.team, mine.count, entries[0].newValue, entries[0].changedBy.split(":")[0]];
       await muster.close();
       console.log(JSON.stringify({ queues, team, refused, once: again.position >= position }));`,
    );
    const { stdout } = await inApp("node", "program.mjs");
    expect(JSON.parse(stdout)).toEqual({
      queues: [
        { queue: "Cloud - Infrastructure", type: "primary", assignedDate: "2025-01-01" },
        { queue: "Cloud - L3 Escalation", type: "primary", assignedDate: "2025-01-01" },
        { queue: "Cloud - Security", type: "backup", assignedDate: "2025-01-01" },
      ],
      team: ["engineering", 11, "primary", "os"],
      refused: "member-unknown",
      once: true,
    });
  });

  it("says of what type everything is", async () => {
    writeFileSync(
      folder("app", "typed.ts"),
      `import { by, openMuster, type RosterMember } from "muster";
       const muster = await openMuster({ home: "home", port: 8420 });
       const members: readonly RosterMember[] = await muster.queries.roster({ team: "engineering" });
       const { position } = await muster.changes.addMember(
         { name: "Ada", email: "ada@example.com", team: "engineering" }, by({ issuer: "test", subject: "types" }));
       const known: { readonly member: { readonly email?: string | undefined } } =
         await muster.getMemberByEmail({ email: "ada@example.com" });
       const settled: { readonly position: bigint } = await muster.settle(position);
       // @ts-expect-error: whose address is missing
       await muster.getMemberByEmail();
       // @ts-expect-error: there is no such filter
       await muster.queries.roster({ tema: "engineering" });
       // @ts-expect-error: there is no such type of assignment
       await muster.changes.retype({ member: "a", queue: "b" }, { type: "main" }, by({ issuer: "", subject: "" }));
       export { known, members, settled };`,
    );
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext", "--skipLibCheck"];
    await inApp(process.execPath, compiler, ...options, "typed.ts");
  });
});
