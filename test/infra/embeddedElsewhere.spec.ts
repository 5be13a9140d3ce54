import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bothGone, Homes, serving, sql, User } from "../support/embeddedHomes.ts";
import { install } from "../support/installation.ts";

const homes = new Homes();
const users: User[] = [];
const attach = (...of: ConstructorParameters<typeof User>): User => {
  const user = new User(...of);
  users.push(user);
  return user;
};
const version = async (url: string): Promise<unknown> => (await sql(url, "select 1 as one"))[0]?.["one"];
const leaveAll = () => Promise.all(users.splice(0).map((user) => user.end("SIGKILL")));

chmodSync(homes.folder, 0o755);
afterEach(leaveAll);
afterAll(() => homes.remove());

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const nobodyCan = isRoot && spawnSync(process.execPath, ["--version"], { ...nobody, cwd: "/" }).status === 0;
const asNobody = nobodyCan ? it : it.skip;
const asRoot = isRoot ? it : it.skip;

const linksIn = (folder: string) =>
  readdirSync(folder).filter((name) => lstatSync(join(folder, name)).isSymbolicLink());

describe("installed without install scripts", () => {
  it("makes the libraries' links itself, also when two processes do so at once", async () => {
    const { script, libraries } = install(homes.path("bare"));
    expect(linksIn(libraries)).toEqual([]);
    const two = ["bare-1", "bare-2"].map((name) => attach(homes.path(name), "stay", { script }));
    const urls = await Promise.all(two.map((user) => user.url()));
    expect(await Promise.all(urls.map(version))).toEqual([1, 1]);
    expect(linksIn(libraries)).not.toEqual([]);
  });

  // Nothing is read-only to root, who therefore tries as nobody; needs a Node that nobody may run.
  (isRoot ? asNobody : it)("in a folder that is read-only to the user, keeps the links in the home", async () => {
    const { script, libraries } = install(homes.path("read-only"));
    chmodSync(libraries, 0o555);
    const home = homes.path("read-only-home");
    mkdirSync(home, { mode: 0o700 });
    if (isRoot) chownSync(home, nobody.uid, nobody.gid);
    const user = attach(home, "stay", { script, cwd: "/", ...(isRoot ? nobody : {}) });
    const url = await user.url().finally(() => chmodSync(libraries, 0o755));
    expect(await version(url)).toBe(1);
    expect(linksIn(libraries)).toEqual([]);
    expect(linksIn(join(home, "lib"))).not.toEqual([]);
    expect(statSync(join(home, "postgres/data")).uid).toBe(isRoot ? nobody.uid : process.getuid?.());
  });
});

/** A PATH on which the commands of these names fail. */
const pathWithout = (...names: string[]): string => {
  const folder = homes.path(`without-${names.join("-")}`);
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  return `${folder}:${process.env["PATH"] ?? ""}`;
};

describe("for root, whom Postgres refuses", () => {
  const rootHome = (name: string, mode: number): string => {
    const home = homes.path(name);
    mkdirSync(home, { mode });
    return home;
  };
  const with_ = (PATH: string) => ({ env: { ...process.env, NODE_OPTIONS: "", PATH } });
  const owner = (home: string) => statSync(join(home, "postgres/data")).uid;

  asRoot("it runs in a user namespace where there is one, and the files are root's", async () => {
    const home = rootHome("namespace", 0o700);
    expect(await version(await attach(home).url())).toBe(1);
    expect(owner(home)).toBe(0);
  });

  asRoot("else it runs as another user, also below a folder that is closed to that one", async () => {
    mkdirSync(homes.path("closed"), { mode: 0o700 });
    const home = rootHome("closed/home", 0o700);
    expect(await version(await attach(home, "stay", with_(pathWithout("unshare"))).url())).toBe(1);
    expect(owner(home)).toBeGreaterThan(0);
  });

  asRoot("a cluster that was root's passes to the other user, and stays there", async () => {
    const home = rootHome("passed-on", 0o700);
    await sql(await attach(home).url(), "create table kept as select 1 as one");
    const first = serving(home);
    await leaveAll();
    await bothGone(first);
    const url = await attach(home, "stay", with_(pathWithout("unshare"))).url();
    expect(await sql(url, "select * from kept")).toEqual([{ one: 1 }]);
    const second = serving(home);
    await leaveAll();
    await bothGone(second);
    expect(await version(await attach(home).url())).toBe(1);
    expect(owner(home)).toBeGreaterThan(0);
  });

  asNobody("as a last resort the other user must reach home and binaries", async () => {
    const { script } = install(homes.path("reachable"));
    const how = { ...with_(pathWithout("unshare", "setpriv")), script };
    const open = rootHome("open", 0o700);
    expect(await version(await attach(open, "stay", how).url())).toBe(1);
    mkdirSync(homes.path("shut"), { mode: 0o700 });
    const shut = rootHome("shut/home", 0o700);
    await expect(attach(shut, "stay", how).url()).rejects.toThrow(
      /refuses to run as root.*Run Muster as an ordinary user/,
    );
  });
});

describe("on a small disk", () => {
  const mount = (folder: string, ...options: string[]): boolean =>
    spawnSync("mount", ["-t", "tmpfs", "-o", ["mode=700", ...options].join(), "tmpfs", folder]).status === 0;

  asRoot("says that there is no room, leaves nothing half made, and works once there is", async () => {
    const home = homes.path("small");
    mkdirSync(home);
    if (!mount(home, "size=20m")) {
      console.warn("skipped: this root may not mount");
      return;
    }
    try {
      await expect(attach(home).url()).rejects.toThrow(
        /no room left on the disk that holds .*No space left on device/s,
      );
      expect(readdirSync(home).filter((name) => name.startsWith("postgres"))).toEqual([]);
      spawnSync("mount", ["-o", "remount,size=100m", home]);
      const user = attach(home);
      expect(await version(await user.url())).toBe(1);
      const first = serving(home);
      await user.end("SIGKILL");
      await bothGone(first);
      spawnSync("dd", ["if=/dev/zero", `of=${join(home, "filler")}`, "bs=64k"]);
      await expect(attach(home).url()).rejects.toThrow(/no room left on the disk that holds Muster/);
    } finally {
      spawnSync("umount", ["-l", home]);
    }
    expect(existsSync(home)).toBe(true);
  });
});
