import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import {
  cpSync,
  readFileSync,
  mkdirSync,
  readlinkSync,
  statSync,
  truncateSync,
  writeFileSync,
  existsSync,
} from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { embeddedFiles } from "../../src/infra/embedded/files.ts";
import { readLiveRecord } from "../../src/infra/embedded/record.ts";
import { answers, bothGone, hasEnded, Homes, serving, sql, until, User } from "../support/embeddedHomes.ts";

const homes = new Homes();
const users: User[] = [];
let made = 0;

/** A home with a cluster that is already there and holds one row. */
const oldHome = (name = `old-${made++}`): string => {
  const home = homes.path(name);
  mkdirSync(home, { mode: 0o700, recursive: true });
  cpSync(homes.path("first/postgres"), join(home, "postgres"), { recursive: true });
  return home;
};
const attach = (home: string, manner?: string, how?: ConstructorParameters<typeof User>[2]): User => {
  const user = new User(home, manner, how);
  users.push(user);
  return user;
};
const parentOf = (pid: number): number =>
  Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
};
const kept = async (url: string) => expect(await sql(url, "select word from kept")).toEqual([{ word: "here" }]);

beforeAll(async () => {
  const user = new User(homes.path("first"));
  await sql(await user.url(), "create table kept as select 'here'::text as word");
  const first = serving(homes.path("first"));
  await user.end("leave");
  await bothGone(first);
});
afterEach(() => Promise.all(users.splice(0).map((user) => user.end("SIGKILL"))));
afterAll(() => homes.remove());

describe("several processes in one home", () => {
  it("start it at once for the first time and share one server, which goes with the last of them", async () => {
    const home = homes.path("eight");
    const eight = Array.from({ length: 8 }, () => attach(home));
    const urls = await Promise.all(eight.map((user) => user.url()));
    expect(new Set(urls).size).toBe(1);
    const there = serving(home);
    await Promise.all(
      eight.map((user, n) => user.end((["leave", "SIGKILL", "SIGTERM", "SIGINT"] as const)[n % 4] ?? "leave")),
    );
    await bothGone(there);
    expect(existsSync(embeddedFiles(home).record)).toBe(false);
  });

  it("keep it while one of them stays", async () => {
    const home = oldHome();
    const [stays, leaves] = [attach(home), attach(home)];
    const other = oldHome();
    const clock = attach(other);
    const [url] = await Promise.all([stays.url(), leaves.url(), clock.url()]);
    const [there, elsewhere] = [serving(home), serving(other)];
    await Promise.all([leaves.end("SIGKILL"), clock.end("SIGKILL")]);
    // By the time that the other home's server has gone for want of users, this one's would have gone too.
    await bothGone(elsewhere);
    await kept(url);
    expect(serving(home)).toEqual(there);
  });

  it("have servers of their own in homes of their own", async () => {
    const [one, two] = [attach(homes.path("one")), attach(homes.path("two"))];
    const urls = await Promise.all([one.url(), two.url()]);
    expect(new Set(urls).size).toBe(2);
    await Promise.all(urls.map(answers));
  });

  it("find it still up when one comes just after another", async () => {
    const home = oldHome();
    const first = attach(home);
    await first.url();
    const there = serving(home);
    await first.end("leave");
    await attach(home).url();
    expect(serving(home)).toEqual(there);
  });
});

describe("a process that is attached", () => {
  it("ends by itself when it has nothing else to do", async () => {
    const user = attach(oldHome(), "brief");
    await user.url();
    await once(user.child, "exit");
    expect(user.child.exitCode).toBe(0);
  });

  it("leaves neither its output nor its folder nor its terminal to the keeper", async () => {
    const home = oldHome();
    const user = attach(home, "brief", { stdio: ["pipe", "pipe", "pipe", "pipe"], cwd: homes.folder, detached: true });
    await user.url();
    // "close" comes when nobody holds the other ends of the pipes any more.
    await once(user.child, "close");
    const { keeper, postmaster } = serving(home);
    expect(readlinkSync(`/proc/${keeper}/cwd`)).toBe(home);
    expect(readlinkSync(`/proc/${postmaster}/cwd`)).toBe(join(home, "postgres/data"));
  });

  it("takes nobody else's server down with Ctrl-C", async () => {
    const home = oldHome();
    const starter = attach(home, "stay", { detached: true });
    await starter.url();
    const other = attach(home);
    const url = await other.url();
    const there = serving(home);
    process.kill(-(starter.child.pid ?? 0), "SIGINT");
    await once(starter.child, "exit");
    await kept(url);
    expect(serving(home)).toEqual(there);
  });
});

describe("kill -9", () => {
  it("of the only user: the server goes", async () => {
    const home = oldHome();
    const user = attach(home);
    await user.url();
    const there = serving(home);
    await user.end("SIGKILL");
    await bothGone(there);
  });

  it("of a user while the server starts: the server goes", async () => {
    const home = homes.path("hasty");
    const user = attach(home);
    const { record } = embeddedFiles(home);
    await until("a keeper is there", () => readLiveRecord(record) !== undefined);
    const keeper = readLiveRecord(record)?.pid ?? 0;
    await user.end("SIGKILL");
    await bothGone({ keeper, postmaster: keeper });
    await until("no draft is left", () => !existsSync(join(home, `postgres.new-${keeper}`)), 5_000);
  });

  it("of the keeper and its user: the server goes, and starts again with its data", async () => {
    const home = oldHome();
    const user = attach(home);
    await user.url();
    const there = serving(home);
    process.kill(there.keeper, "SIGKILL");
    await user.end("SIGKILL");
    await bothGone(there);
    await kept(await attach(home).url());
  });

  it("of the keeper alone: its user has a new one, at the same URL", async () => {
    const home = oldHome();
    const url = await attach(home).url();
    const there = serving(home);
    process.kill(there.keeper, "SIGKILL");
    await until(
      "another keeper is there",
      () => (readLiveRecord(embeddedFiles(home).record)?.pid ?? there.keeper) !== there.keeper,
    );
    await answers(url);
    await kept(url);
  });

  it("of the keeper alone: its user is told where the server is no longer at the URL", async () => {
    const home = oldHome();
    const user = attach(home);
    const before = await user.url();
    writeFileSync(embeddedFiles(home).port, String(await freePort()));
    process.kill(serving(home).keeper, "SIGKILL");
    expect(await user.lost()).toBe("Postgres has moved to another port.");
    const after = await attach(home).url();
    expect(after).not.toBe(before);
    await kept(after);
  });

  it("of the shell that holds Postgres: it is started again, never twice", async () => {
    const home = oldHome();
    const url = await attach(home).url();
    const there = serving(home);
    process.kill(parentOf(there.postmaster), "SIGKILL");
    await until("Postgres is another", () => ![0, there.postmaster].includes(serving(home).postmaster));
    await answers(url);
    await kept(url);
    expect(hasEnded(there.postmaster)).toBe(true);
  });

  it("of Postgres over and over: its user is told, in the end, that there is none", async () => {
    const home = oldHome();
    const user = attach(home);
    const url = await user.url();
    for (let n = 0; n < 3; n++) {
      await answers(url);
      process.kill(serving(home).postmaster, "SIGKILL");
      await until("the server is gone", () =>
        sql(url, "select 1").then(
          () => false,
          () => true,
        ),
      );
    }
    expect(await user.lost()).toMatch(/ended 3 times/);
  });

  it("of Postgres: it is started again at the same URL, with its data", async () => {
    const home = oldHome();
    const url = await attach(home).url();
    const there = serving(home);
    process.kill(there.postmaster, "SIGKILL");
    await until("the server is gone", () =>
      sql(url, "select 1").then(
        () => false,
        () => true,
      ),
    );
    await answers(url);
    await kept(url);
    expect(serving(home).keeper).toBe(there.keeper);
  });

  it("of all at once, in the middle of work: the next start has what was committed", async () => {
    const home = oldHome();
    const user = attach(home);
    const url = await user.url();
    const there = serving(home);
    const busy = sql(url, "select sum(sqrt(n)) from generate_series(1, 1e9) n").catch(() => "broken");
    await sql(url, "insert into kept values ('there')");
    for (const pid of [there.postmaster, there.keeper]) process.kill(pid, "SIGKILL");
    await user.end("SIGKILL");
    const again = await attach(home).url();
    expect(await sql(again, "select word from kept")).toEqual([{ word: "here" }, { word: "there" }]);
    expect(await busy).toBe("broken");
  });

  it("of keepers at any moment of a first start: whoever waits gets a server", async () => {
    const seed = Date.now() % 1_000;
    console.log(`seed ${seed}`);
    const home = homes.path("shaken");
    const { record } = embeddedFiles(home);
    const user = attach(home);
    for (let n = 0; n < 4; n++) {
      await until("a keeper is there", () => readLiveRecord(record) !== undefined);
      const killAt = Date.now() + ((seed * (n + 1) * 7) % 400);
      await until("its time has come", () => Date.now() > killAt);
      const keeper = readLiveRecord(record);
      if (keeper !== undefined) process.kill(keeper.pid, "SIGKILL");
    }
    await answers(await user.url());
  });
});

describe("a home", () => {
  it("may have spaces, quotes and other letters in its path", async () => {
    const home = oldHome(`it's a "home" $HOME \\ né 家`);
    await kept(await attach(home).url());
  });

  it.each([300, 800, 2_000, 3_500])("may have a path of %p bytes", async (length) => {
    const name = Array.from({ length: length / 100 }, () => "long".repeat(25).slice(1)).join("/");
    const [home, start] = [oldHome(name), attach(homes.path(name))];
    await kept(await start.url());
    const [there, second] = [serving(home), attach(home)];
    expect(await second.url()).toBe(await start.url());
    await Promise.all([start.end("leave"), second.end("SIGKILL")]);
    await bothGone(there);
  });

  it("starts though its port has been taken meanwhile", async () => {
    const home = oldHome();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    mkdirSync(join(home, "run"));
    writeFileSync(embeddedFiles(home).port, String(port));
    const url = await attach(home)
      .url()
      .finally(() => taken.close());
    expect(new URL(url).port).not.toBe(String(port));
    await kept(url);
  });

  it("starts though a stranger has the process id in Postgres's lock file", async () => {
    const home = oldHome();
    const lock = [process.pid, embeddedFiles(home).data, 1_700_000_000, 1, "", "127.0.0.1", "0 0", "ready", ""];
    writeFileSync(join(home, "postgres/data/postmaster.pid"), lock.join("\n"), { mode: 0o600 });
    await kept(await attach(home).url());
  });

  it("keeps its log small", async () => {
    const home = oldHome();
    const { run, log } = embeddedFiles(home);
    mkdirSync(run);
    writeFileSync(log, "");
    truncateSync(log, 5_000_000);
    await attach(home).url();
    expect(statSync(log).size).toBeLessThan(100_000);
  });

  it("tells secrets to its user only", async () => {
    const home = oldHome();
    await attach(home).url();
    const { record, password, run, data } = embeddedFiles(home);
    expect([record, password].map((file) => statSync(file).mode & 0o077)).toEqual([0, 0]);
    expect([run, data].map((folder) => statSync(folder).mode & 0o077)).toEqual([0, 0]);
  });

  it("hears only those who have read its record", async () => {
    const home = oldHome();
    await attach(home).url();
    const record = readLiveRecord(embeddedFiles(home).record);
    const stranger = connect({ host: "127.0.0.1", port: record?.port ?? 0 });
    let heard = "";
    stranger.on("data", (data) => (heard += String(data)));
    stranger.write("0".repeat(record?.token.length ?? 0));
    await once(stranger, "close");
    expect(heard).toBe("");
  });

  it("whose cluster is broken says so, with the end of Postgres's log", async () => {
    const home = oldHome();
    writeFileSync(join(home, "postgres/data/PG_VERSION"), "9.6\n");
    await expect(attach(home).url()).rejects.toThrow(/did not start\..*postgres\.log.*incompatible/s);
  });
});
