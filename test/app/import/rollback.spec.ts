import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { changed, sampleText, useBox } from "./support.ts";

const box = useBox();
const tableNames = async () => {
  const { rows } = await box().pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return rows.map(({ name }) => name);
};

describe("rolling back", () => {
  it("gives the file its bytes back and drops the tables; the log stays", async () => {
    const { backup, position } = await box().import();
    expect(await box().rollback()).toEqual({ file: "restored", backup, keptAside: null, tables: "dropped" });
    expect(box().text()).toBe(sampleText);
    expect(await tableNames()).toEqual([]);
    expect(await box().log.head()).toBe(position);
  });

  it("keeps what was edited elsewhere since, and keeps aside what was written over owned keys", async () => {
    await box().import();
    const edited = box().text().replace(`"concise"`, `"chatty"`).replace("Olli Ojala", "Olli");
    box().write(edited);
    const { keptAside } = await box().rollback();
    expect(readFileSync(keptAside ?? "", "utf8")).toBe(edited);
    expect(box().text()).toBe(sampleText.replace(`"concise"`, `"chatty"`));
  });

  it("takes the values from before Muster, not from a later backup of what Muster wrote", async () => {
    await box().import();
    const file = box().json();
    file.my_team.members.push({ name: "Ada", email: "ada@orro.group" });
    box().write(JSON.stringify(file, null, 2));
    expect(await box().import()).toMatchObject({ membersRegistered: 1, backupMade: true });
    await box().rollback();
    expect(JSON.parse(box().text())).toEqual(JSON.parse(sampleText));
  });

  it("leaves the file alone the second time: it is the person's again", async () => {
    await box().import();
    await box().rollback();
    const mine = changed(({ my_team }) => my_team.members.pop());
    box().write(mine);
    expect(await box().rollback()).toEqual({ file: "untouched", backup: null, keptAside: null, tables: "gone" });
    expect(box().text()).toBe(mine);
  });

  it("is undone by an import, which adds nothing to the log", async () => {
    const { position, backup } = await box().import();
    await box().rollback();
    expect(await box().import()).toMatchObject({
      membersRegistered: 0,
      assignmentsMade: 0,
      verified: true,
      position,
      backup,
      backupMade: false,
    });
    await box().whole();
    expect(box().json().team_source).toBe("database");
    await box().rollback();
    expect(box().text()).toBe(sampleText);
  });

  it("drops the tables where no file is kept", async () => {
    expect(await box().rollback(undefined)).toMatchObject({ file: "untouched", tables: "dropped" });
  });

  it("refuses, and drops nothing, where there is no backup left", async () => {
    const { backup } = await box().import();
    rmSync(backup ?? "");
    await expect(box().rollback()).rejects.toMatchObject({ code: "no-backup" });
    expect(await tableNames()).toHaveLength(4);
  });

  it("is not undone by a projector that has read the tables before", async () => {
    await box().import();
    const stop = new AbortController();
    const running = box().parts.rosterFile.run(
      () => Promise.resolve(box().path),
      stop.signal,
      () => undefined,
    );
    await box().rollback();
    await box().parts.rosterFile.bringUp(box().path);
    stop.abort();
    await running;
    expect(box().text()).toBe(sampleText);
  });
});

describe("a full disk", () => {
  const folder = () => box().path.slice(0, box().path.lastIndexOf("/"));
  const onSmallDisk = async (work: () => Promise<void>) => {
    if (
      process.getuid?.() !== 0 ||
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder()]).status !== 0
    ) {
      console.warn("Skipped: only root, where it may mount, can have a really full disk.");
      return;
    }
    try {
      box().write(sampleText);
      await work();
    } finally {
      spawnSync("umount", [folder()]);
    }
  };
  const fill = () => spawnSync("dd", ["if=/dev/zero", `of=${folder()}/filler`, "bs=4k"]);

  it("refuses an import before its first event, and leaves nothing half done", async () => {
    await onSmallDisk(async () => {
      const head = await box().log.head();
      fill();
      await expect(box().import()).rejects.toThrow(/there is no space left on its disk.*what was there is whole/);
      expect([await box().log.head(), box().text(), box().names()]).toEqual([
        head,
        sampleText,
        ["filler", "prefs.json"],
      ]);
      rmSync(`${folder()}/filler`);
      expect((await box().import()).verified).toBe(true);
    });
  });

  it("refuses a rollback before the tables are gone", async () => {
    await onSmallDisk(async () => {
      await box().import();
      const kept = box().text();
      fill();
      await expect(box().rollback()).rejects.toThrow("no space left");
      expect([box().text(), (await tableNames()).length]).toEqual([kept, 4]);
      rmSync(`${folder()}/filler`);
      await box().rollback();
      expect(box().text()).toBe(sampleText);
    });
  });
});

it("keeps a file of another log until it is imported here, and gives it back as it was", async () => {
  const foreign = changed((file) => {
    Object.assign(file, { team_source: "database" });
    Object.assign(file.my_team, {
      sync: { position: "900", recordedAt: "x", generatedAt: "x", log: "another", sha256: "x" },
    });
  });
  writeFileSync(box().path, foreign);
  expect(await box().parts.rosterFile.bringUp(box().path)).toMatchObject({ kind: "foreign" });
  await box().import();
  expect(box().json().my_team["sync"]).toMatchObject({ log: box().logId });
  await box().rollback();
  expect(box().text()).toBe(foreign);
});
