import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { readFallback } from "../../../src/app/preferences/readFallback.ts";
import type { RosterFile } from "../../../src/app/ports/rosterFile.ts";
import { preferencesFiles } from "../../../src/infra/files/preferencesFiles.ts";
import { rosterFile } from "../../../src/infra/files/rosterFile.ts";
import { postgresFileLocks } from "../../../src/infra/postgres/fileLocks.ts";
import { openPool } from "../../../src/infra/postgres/pool.ts";
import { postgresRosterSnapshots } from "../../../src/infra/postgres/rosterSnapshot.ts";
import { useDatabase } from "../../support/postgres.ts";
import { useFolder } from "./support.ts";
import { tables, until } from "./tables.ts";

const database = useDatabase();
const folder = useFolder();
const log = "0190a5b0-0000-8000-8000-000000000001";
const files = preferencesFiles();
const path = () => folder("prefs.json");
type Written = { my_team: { members: { name: string }[]; sync?: { position: string } } };
const now = () => JSON.parse(readFileSync(path(), "utf8")) as Written;
const names = () => now().my_team.members.map(({ name }) => name);
const put = () => tables(database().pool);
const copies = async () => (await files.copies(path(), "edited")).map((copy) => readFileSync(copy.path, "utf8"));

/** A process of its own, as far as the database can tell. */
function process(machine = "here", poolOf = database().pool, onWait: () => void = () => undefined): RosterFile {
  const waitFor = (position: bigint, ms: number) => {
    onWait();
    return until(
      () => tables(poolOf).position(),
      (at) => at >= position,
      ms,
    );
  };
  const [snapshots, locks] = [postgresRosterSnapshots(poolOf), postgresFileLocks(poolOf, machine)];
  return rosterFile({ files, snapshots, locks, waitFor, log, now: () => new Date() });
}

const running: { stop: AbortController; ended: Promise<void> }[] = [];
function start(file: RosterFile, onProblem: (problem: unknown) => void = () => undefined): AbortController {
  const stop = new AbortController();
  running.push({ stop, ended: file.run(() => Promise.resolve(path()), stop.signal, onProblem) });
  return stop;
}
const shows = (...expected: readonly string[]) =>
  until(
    () => Promise.resolve(names()),
    (all) => all.join() === expected.join(),
  );

beforeEach(async () => {
  await database().pool.query("truncate team_members cascade; truncate queues cascade; truncate team_member_history");
  await put().queue("Security");
  await put().member("Ada", { queues: ["Security"] });
  await put().at(10n);
  writeFileSync(path(), `{\n  "my_team": {\n    "team": "engineering",\n    "members": []\n  }\n}\n`);
});
afterEach(async () => {
  for (const { stop } of running) stop.abort();
  for (const { ended } of running.splice(0)) await ended;
});

const adopted = async () => {
  const file = process();
  await file.held(path(), (adopt) => adopt());
  return file;
};

describe("bringing the file up", () => {
  it("leaves a file alone that nobody has imported", async () => {
    const before = readFileSync(path(), "utf8");
    expect(await process().bringUp(path())).toMatchObject({ kind: "never-written", position: 10n });
    expect(readFileSync(path(), "utf8")).toBe(before);
  });

  it("writes it once it is adopted, keeping what was there, and then only when there is something new", async () => {
    const before = readFileSync(path(), "utf8");
    const file = await adopted();
    expect(names()).toEqual(["Ada"]);
    expect(await copies()).toEqual([before]);
    const { ino } = statSync(path());
    expect(await file.bringUp(path())).toMatchObject({ kind: "current", position: 10n });
    expect(statSync(path()).ino).toBe(ino);
    await put().at(11n);
    expect(await file.bringUp(path())).toMatchObject({ kind: "written", position: 11n });
    expect(now().my_team.sync?.position).toBe("11");
  });

  it("never goes backwards, as against tables that lag", async () => {
    const file = await adopted();
    await put().at(9n);
    await put().rename("Ada", "Old Ada");
    expect(await file.bringUp(path())).toMatchObject({ kind: "ahead" });
    expect(names()).toEqual(["Ada"]);
  });

  it("keeps aside what a person wrote over an owned key, puts it right, and can still tell", async () => {
    const file = await adopted();
    const edited = readFileSync(path(), "utf8").replace("Ada", "Queen Ada");
    writeFileSync(path(), edited);
    expect(await file.status(path())).toMatchObject({ state: "edited" });
    const { keptAside, ...outcome } = await file.bringUp(path());
    expect(outcome).toEqual({ kind: "written", position: 10n, edited: ["my_team.members"] });
    expect(readFileSync(keptAside ?? "", "utf8")).toBe(edited);
    const { state, keptAside: kept } = await file.status(path());
    expect(state).toBe("current");
    expect(kept[0]?.path).toBe(keptAside);
  });

  it("leaves the file alone while there are no tables", async () => {
    const file = await adopted();
    const client = await database().pool.connect();
    try {
      await client.query("begin; alter table team_members rename to away");
      await client.query("commit");
      expect(await file.bringUp(path())).toMatchObject({ kind: "no-tables" });
      expect(await file.status(path())).toMatchObject({ state: "no-tables", position: 10n });
    } finally {
      await client.query("alter table away rename to team_members");
      client.release();
    }
  });

  it("names the place where the file is no longer what it was", async () => {
    const file = await adopted();
    writeFileSync(path(), `{ "my_team": { "members": [] } }`);
    await expect(file.bringUp(path())).rejects.toThrow(
      "prefs.json, line 1, column 14 (my_team): the key my_team.team is missing",
    );
    writeFileSync(path(), "{ ");
    await expect(file.bringUp(path())).rejects.toThrow("the file ends before its JSON does");
  });

  it("lets nobody write while it is held, on this machine and by whatever name", async () => {
    const file = await adopted();
    symlinkSync("prefs.json", folder("link.json"));
    await put().at(11n);
    const [mine, other] = [openPool(database().url), openPool(database().url)];
    try {
      const order: string[] = [];
      let waiting: Promise<unknown> = Promise.resolve();
      await process("here", mine).held(path(), async () => {
        waiting = process("here", other)
          .bringUp(folder("link.json"))
          .then(() => order.push("written"));
        const waits = () =>
          other.query<{ n: number }>(
            "select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted",
          );
        await until(waits, ({ rows }) => rows[0]?.n === 1);
        order.push("let go");
      });
      await waiting;
      expect(order).toEqual(["let go", "written"]);
      expect((await file.status(path())).state).toBe("current");
    } finally {
      await Promise.all([mine.end(), other.end()]);
    }
  });
});

describe("keeping the file in step", () => {
  it("writes what changes, one change after the other", async () => {
    start(await adopted());
    await shows("Ada");
    for (let position = 11n; position < 31n; position += 1n) {
      await put().rename(names()[0] ?? "", `Ada ${position}`);
      await put().at(position);
      expect(await shows(`Ada ${position}`)).toEqual([`Ada ${position}`]);
    }
  });

  it("puts an edited owned key right although nothing changes in the log", async () => {
    start(await adopted());
    writeFileSync(path(), readFileSync(path(), "utf8").replace("Ada", "Eve"));
    expect(await shows("Ada")).toEqual(["Ada"]);
    expect((await copies()).some((text) => text.includes("Eve"))).toBe(true);
  });

  it("tells a fault once, and goes on once it has passed", async () => {
    const problems: string[] = [];
    const file = await adopted();
    const good = readFileSync(path(), "utf8");
    writeFileSync(path(), good.slice(0, -20));
    start(file, (problem) => problems.push(String(problem)));
    await until(
      () => Promise.resolve(problems.length),
      (n) => n > 0,
    );
    await put().rename("Ada", "Ada L");
    await put().at(11n);
    rmSync(path());
    await until(
      () => Promise.resolve(problems.length),
      (n) => n > 1,
    );
    writeFileSync(path(), good);
    expect(await shows("Ada L")).toEqual(["Ada L"]);
    expect(problems).toEqual([expect.stringContaining("cut off"), expect.stringContaining("there is no such file")]);
  });

  it("is done by one process of a machine, and by another as soon as that one is gone", async () => {
    await adopted();
    const pools = [openPool(database().url), openPool(database().url)];
    const wrote: string[] = [];
    const [a, b] = pools.map((pool, n) => process("here", pool, () => wrote.push(String(n))));
    try {
      if (!a || !b) throw new Error("There are two.");
      const first = start(a);
      await put().rename("Ada", "Ada 1");
      await put().at(11n);
      await shows("Ada 1");
      start(b);
      await put().rename("Ada 1", "Ada 2");
      await put().at(12n);
      await shows("Ada 2");
      expect(new Set(wrote)).toEqual(new Set(["0"]));
      first.abort();
      await put().rename("Ada 2", "Ada 3");
      await put().at(13n);
      expect(await shows("Ada 3")).toEqual(["Ada 3"]);
      expect(
        await until(
          () => Promise.resolve(wrote.at(-1)),
          (who) => who === "1",
        ),
      ).toBe("1");
    } finally {
      for (const { stop } of running) stop.abort();
      for (const { ended } of running.splice(0)) await ended;
      await Promise.all(pools.map((pool) => pool.end()));
    }
  });

  it("goes on after its connections broke", async () => {
    start(await adopted());
    await put().rename("Ada", "Ada 1");
    await put().at(11n);
    await shows("Ada 1");
    const outside = openPool(database().url);
    await outside.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await outside.end();
    await until(
      () =>
        put()
          .rename("Ada 1", "Ada 2")
          .catch(() => undefined),
      (result) => result !== undefined,
    );
    await put().at(12n);
    expect(await shows("Ada 2")).toEqual(["Ada 2"]);
  });
});

describe("the file in the database's stead", () => {
  it("answers members and queues, of which position and how old", async () => {
    await adopted();
    const fallback = await readFallback(files, path(), new Date(Date.now() + 60_000));
    expect(fallback).toMatchObject({
      team: "engineering",
      members: [{ name: "Ada", email: "ada@example.org", queues: ["Security"] }],
      queues: ["Security"],
      position: "10",
    });
    expect(fallback.ageMs).toBeGreaterThanOrEqual(60_000);
  });

  it("is refused where it was never written, or its hash does not match", async () => {
    await expect(readFallback(files, path(), new Date())).rejects.toMatchObject({ code: "never-written" });
    await adopted();
    writeFileSync(path(), readFileSync(path(), "utf8").replace("Ada", "Eve"));
    await expect(readFallback(files, path(), new Date())).rejects.toMatchObject({ code: "hash-mismatch" });
    expect(readdirSync(folder())).toHaveLength(2);
  });
});
