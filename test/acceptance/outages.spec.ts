import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";
import { call, type Settings, start, useTemporaryFolder } from "../support/cli.ts";
import { bothGone, serving, sql, until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";

/** What fails underneath ends a call with 5 and one sentence; what was recorded before stays, and nothing is half done. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});
const sample = readFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), "utf8");
const oneSentence: unknown = expect.stringMatching(/^[^\n]+\n$/);

beforeAll(async () => {
  for (const name of ["home", "disk"]) mkdirSync(folder(name));
  writeFileSync(folder("prefs.json"), sample);
  expect(await call(settings(), "import", folder("prefs.json"))).toMatchObject({ code: 0 });
});

describe("a database that cannot be reached", () => {
  let away: Settings;
  beforeAll(async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    away = { ...settings(), DATABASE_URL: `postgres://muster@127.0.0.1:${port}/muster` };
  });

  it.each([[["coverage"]], [["queue", "open", "X"]], [["verify"]], [["roster", "--team", "navy"]]])(
    "ends %j with 5",
    async (argv) => {
      expect(await call(away, ...argv)).toEqual({ code: 5, out: "", err: oneSentence });
      const { err } = await call(away, ...argv, "--json");
      expect(JSON.parse(err)).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    },
  );

  it("is answered for by the file, which says so, with its age", async () => {
    const { code, out, err } = await call(away, "roster");
    expect({ code, err }).toEqual({ code: 0, err: oneSentence });
    expect(err).toMatch(
      /cannot be reached .* This is from the file .*prefs\.json, \d+ seconds? old \(position \d+\)\.\n$/,
    );
    expect(out).toMatch(/^Olli Ojala +olli\.ojala@orro\.group +Cloud - Infrastructure$/m);
    const members = JSON.parse((await call(away, "roster", "--team", "engineering", "--json")).out) as object[];
    expect(members).toHaveLength(11);
    expect(members[0]).toMatchObject({ name: "Trevor Harte", memberId: null, queues: [{ type: null }, {}, {}] });
  });

  it("is answered for so in whatever asks of a team's members and queues", async () => {
    for (const argv of [
      ["member", "show", "OLLI.ojala@orro.group"],
      ["member", "show", "Olli Ojala"],
      ["queue", "list"],
      ["team", "members"],
      ["team", "queues", "engineering"],
      ["call", "get_member_by_email", '{"email":"olli.ojala@orro.group"}'],
    ]) {
      const { code, out, err } = await call(away, ...argv);
      expect({ argv, code }).toEqual({ argv, code: 0 });
      expect(out).toMatch(/Ojala|Infrastructure/);
      expect(out + err).toMatch(/file/);
    }
    const { out } = await call(away, "member", "show", "Olli Ojala", "--json");
    expect(JSON.parse(out)).toMatchObject({ memberId: null, name: "Olli Ojala", startDate: null });
    expect(await call(away, "queue", "list", "--all")).toMatchObject({ code: 5, out: "" });
    expect(await call(away, "member", "show", "Nobody Atall")).toMatchObject({ code: 5, out: "" });
  });

  it("is not answered for by a file that somebody has edited", async () => {
    const kept = readFileSync(folder("prefs.json"), "utf8");
    writeFileSync(folder("prefs.json"), kept.replace('"Olli Ojala"', '"Olly Ojala"'));
    const { code, out, err } = await call(away, "roster");
    expect({ code, out, err }).toEqual({ code: 5, out: "", err: oneSentence });
    expect(err).toContain("somebody has edited what Muster wrote here");
    writeFileSync(folder("prefs.json"), kept);
  });

  it("is told by doctor, with all that can be known without it", async () => {
    const { code, out } = await call(away, "doctor", "--json");
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ ok: false, home: { path: folder("home") }, tables: null });
  });
});

const members = 120;
const team = Array.from({ length: members }, (_, n) => ({ name: `Member ${n}`, email: `m${n}@example.com` }));
const large = JSON.stringify({ my_team: { team: "engineering", members: team, queues: ["Cloud", "Ground"] } }, null, 1);

/** How many of the members the log at an address holds by now. */
const registered = async (url: string): Promise<number> =>
  (await sql(url, "select from muster.events where type = 'MemberRegistered'").catch(() => [])).length;

/** Imports what is missing, which must be all that is not there. */
async function importTheRest(env: Settings, before: number): Promise<void> {
  expect(before).toBeLessThan(members);
  const { out, err } = await call(env, "import", folder("large.json"), "--json");
  expect(err).toBe("");
  expect(JSON.parse(out)).toMatchObject({
    ...{ verified: true, membersRegistered: members - before, assignmentsMade: 2 * (members - before) },
    alreadyPresent: { members: before, assignments: 2 * before },
  });
  expect(JSON.parse((await call(env, "roster", "--json")).out)).toHaveLength(members);
  expect(JSON.parse((await call(env, "verify", "--json")).out)).toMatchObject({ ok: true });
}

beforeAll(() => writeFileSync(folder("large.json"), large));

describe("a database that is stopped in the middle of an import", () => {
  it("ends it with 5, and run again it does what is missing", async () => {
    mkdirSync(folder("server"));
    const server = await attachEmbedded(folder("server"));
    const env = { MUSTER_HOME: folder("home2"), DATABASE_URL: server.url };
    const importing = start(env, ["import", folder("large.json")]);
    await until("some are recorded", async () => (await registered(server.url)) > 20);
    await server.leave();
    const { keeper, postmaster } = serving(folder("server"));
    process.kill(keeper, "SIGKILL");
    process.kill(postmaster, "SIGINT");
    const { code, out, err } = await importing.ended;
    expect({ code, out, err }).toEqual({ code: 5, out: "", err: oneSentence });
    expect(readFileSync(folder("large.json"), "utf8")).toBe(large);
    await bothGone({ keeper, postmaster });

    const again = await attachEmbedded(folder("server"));
    await importTheRest({ ...env, DATABASE_URL: again.url }, await registered(again.url));
    await again.leave();
  });
});

describe("an import that is killed with -9", () => {
  const second = useDatabase({ migrate: false });

  it("is whole once it is run again, and nothing is there twice", async () => {
    const { url } = second();
    writeFileSync(folder("large.json"), large);
    const env = { MUSTER_HOME: folder("home3"), DATABASE_URL: url };
    const importing = start(env, ["import", folder("large.json")]);
    await until("some are recorded", async () => (await registered(url)) > 20);
    importing.child.kill("SIGKILL");
    expect(await importing.ended).toMatchObject({ code: null, out: "" });
    expect(readFileSync(folder("large.json"), "utf8")).toBe(large);
    await importTheRest(env, await registered(url));
  });
});

describe("a full disk under the file", () => {
  const disk = () => folder("disk");
  let mounted = false;
  beforeAll(() => {
    const root = process.getuid?.() === 0;
    mounted = root && spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk()]).status === 0;
    if (!mounted) console.warn("Skipped: only root, where it may mount, can have a really full disk.");
  });
  afterAll(() => {
    if (mounted) spawnSync("umount", [disk()]);
  });

  it("ends a change with 5 and says that it is recorded; the next change mends the file", async () => {
    if (!mounted) return;
    const file = join(disk(), "prefs.json");
    const env = { ...settings(), MUSTER_FILE: file };
    writeFileSync(file, sample);
    expect(await call(env, "import", file)).toMatchObject({ code: 0 });
    const kept = readFileSync(file, "utf8");
    spawnSync("dd", ["if=/dev/zero", `of=${join(disk(), "filler")}`, "bs=4k"]);
    const full = await call(env, "queue", "open", "Night watch");
    expect(full).toMatchObject({ code: 5, err: oneSentence });
    expect(full.out).toMatch(/^The queue Night watch is open from /);
    expect(full.err).toMatch(/^The change is recorded, but the file could not follow: .*disk/);
    expect(readFileSync(file, "utf8")).toBe(kept);
    rmSync(join(disk(), "filler"));
    expect(await call(env, "assign", "Olli Ojala", "Night watch")).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(file, "utf8")).toContain("Night watch");
  });
});
