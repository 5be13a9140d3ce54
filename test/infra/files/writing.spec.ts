import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FileUnwritable } from "../../../src/app/preferences/failures.ts";
import { preferencesFiles } from "../../../src/infra/files/preferencesFiles.ts";
import { useFolder } from "./support.ts";

const folder = useFolder();
const asRoot = process.getuid?.() === 0;
const at = new Date("2026-01-07T10:11:12.345Z");
const files = preferencesFiles(() => at);

function made(text = "before"): string {
  writeFileSync(folder("prefs.json"), text);
  return folder("prefs.json");
}
const to =
  (text: string, keepPresent = false) =>
  () => ({ text, keepPresent });
const names = () => readdirSync(folder()).sort();

async function failure(path: string, text = "after", keepPresent = false): Promise<string> {
  const error: unknown = await files.edit(path, to(text, keepPresent)).then(
    () => new Error("The file was written."),
    (reason: unknown) => reason,
  );
  if (error instanceof FileUnwritable) return error.message;
  throw error;
}

describe("replacing a file's text", () => {
  it("puts the new text in its place and leaves nothing else behind", async () => {
    const path = made();
    expect(await files.edit(path, to("after"))).toEqual({ written: true, keptAside: null });
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(names()).toEqual(["prefs.json"]);
  });

  it("leaves the file alone, to the inode, where there is nothing to change", async () => {
    const path = made();
    const before = await files.version(path);
    expect(await files.edit(path, () => undefined)).toEqual({ written: false, keptAside: null });
    expect(await files.version(path)).toBe(before);
  });

  it("keeps the file's mode, and as root its owner", async () => {
    const path = made();
    chmodSync(path, 0o640);
    if (asRoot) chownSync(path, 12345, 23456);
    const { uid, gid } = statSync(path);
    await files.edit(path, to("after"));
    expect(statSync(path)).toMatchObject({ uid, gid, mode: 0o100640 });
  });

  it("writes through a symbolic link to the file that it leads to", async () => {
    mkdirSync(folder("elsewhere"));
    writeFileSync(folder("elsewhere", "real.json"), "before");
    symlinkSync(join("elsewhere", "real.json"), folder("prefs.json"));
    await files.edit(folder("prefs.json"), to("after"));
    expect(readFileSync(folder("elsewhere", "real.json"), "utf8")).toBe("after");
    expect(spawnSync("test", ["-L", folder("prefs.json")]).status).toBe(0);
  });

  it("starts over from what somebody wrote at that very moment, and loses none of it", async () => {
    const path = made("0");
    const seen: string[] = [];
    await files.edit(path, ({ text }) => {
      seen.push(text);
      if (seen.length === 1) writeFileSync(path, "1");
      if (seen.length === 2) {
        writeFileSync(folder("new"), "2");
        renameSync(folder("new"), path);
      }
      if (seen.length === 3) writeFileSync(path, "2");
      return { text: `${text} and more`, keepPresent: true };
    });
    expect(seen).toEqual(["0", "1", "2", "2"]);
    expect(readFileSync(path, "utf8")).toBe("2 and more");
    expect(names()).toEqual(["prefs.json", "prefs.json.edited-20260107T101112.345Z"]);
    expect(readFileSync(folder(names()[1] ?? ""), "utf8")).toBe("2");
  });

  it("gives up on a file that never holds still, and leaves it as it is", async () => {
    const path = made("0");
    let edits = 0;
    const chase = files.edit(path, () => {
      writeFileSync(path, String((edits += 1)));
      return { text: "mine", keepPresent: false };
    });
    await expect(chase).rejects.toThrow("somebody keeps changing this file; it was left as it is.");
    expect(readFileSync(path, "utf8")).toBe(String(edits));
  });

  it("shows every reader the old text or the new, never a part", async () => {
    const [a, b] = ["a".repeat(400_000), "b".repeat(300_000)];
    const path = made(a);
    const writer = (async () => {
      for (let n = 0; n < 20; n += 1)
        await files.edit(path, ({ text }) => ({ text: text === a ? b : a, keepPresent: false }));
    })();
    const ended = new AbortController();
    void writer.finally(() => ended.abort());
    const read = new Set<string>();
    while (!ended.signal.aborted) read.add((await files.read(path)).text);
    await writer;
    expect([...read].sort()).toEqual([a, b]);
  });

  it("takes away what a killed process left behind, but not what one is writing", async () => {
    const path = made();
    writeFileSync(folder(".prefs.json.1.muster.tmp"), "left");
    writeFileSync(folder(".prefs.json.2.muster.tmp"), "being written");
    const old = new Date(Date.now() - 120_000);
    utimesSync(folder(".prefs.json.1.muster.tmp"), old, old);
    await files.edit(path, to("after"));
    expect(names()).toEqual([".prefs.json.2.muster.tmp", "prefs.json"]);
  });
});

describe("a disk that does not take the text", () => {
  const mounted = (options: string) =>
    asRoot && spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder()]).status === 0;
  const unmount = () => spawnSync("umount", [folder()]);

  it("that is full: one sentence, the old file whole, nothing left behind", async () => {
    if (!mounted("size=64k")) {
      console.warn("Skipped: only root, where it may mount, can have a really full disk.");
      return;
    }
    try {
      const path = made();
      const rest = 64 * 1024 - 2 * 4096;
      writeFileSync(folder("filler"), Buffer.alloc(rest));
      expect(await failure(path, "x".repeat(10_000))).toBe(
        `${path}: there is no space left on its disk. Free some space and try again; what was there is whole.`,
      );
      expect(await failure(path, "x".repeat(10_000), true)).toContain("no space left");
      expect(readFileSync(path, "utf8")).toBe("before");
      expect(names()).toEqual(["filler", "prefs.json"]);
      await files.edit(path, to("small"));
      expect(readFileSync(path, "utf8")).toBe("small");
    } finally {
      unmount();
    }
  });

  it("that can only be read", async () => {
    if (!mounted("size=64k")) {
      console.warn("Skipped: only root, where it may mount, can have a disk that can only be read.");
      return;
    }
    try {
      const path = made();
      spawnSync("mount", ["-o", "remount,ro", folder()]);
      expect(await failure(path)).toBe(`${path}: its disk can only be read; what was there is whole.`);
      expect(readFileSync(path, "utf8")).toBe("before");
    } finally {
      unmount();
    }
  });

  it("that this user may not write", async () => {
    const path = made();
    const nobody = 65534;
    if (asRoot) {
      chownSync(path, nobody, nobody);
      chownSync(folder(), nobody, nobody);
      process.seteuid?.(nobody);
    }
    try {
      chmodSync(path, 0o444);
      expect(await failure(path)).toBe(
        `${path}: this user may not write it: the file or its folder belongs to somebody else, or is marked read-only; what was there is whole.`,
      );
      chmodSync(path, 0o644);
      chmodSync(folder(), 0o555);
      expect(await failure(path)).toContain("this user may not write it");
      chmodSync(folder(), 0o755);
      expect(readFileSync(path, "utf8")).toBe("before");
      expect(names()).toEqual(["prefs.json"]);
    } finally {
      if (asRoot) process.seteuid?.(0);
    }
  });
});

describe("the copies beside a file", () => {
  it("are for their owner's eyes alone, never overwritten, newest first", async () => {
    const path = made("one");
    if (asRoot) chownSync(path, 12345, 23456);
    const first = await files.keep(await files.read(path), "backup");
    writeFileSync(path, "two");
    const second = await files.keep(await files.read(path), "backup");
    expect(first).toBe(`${path}.backup-20260107T101112.345Z`);
    expect(second).toBe(`${path}.backup-20260107T101112.346Z`);
    expect(readFileSync(first, "utf8")).toBe("one");
    expect(statSync(first)).toMatchObject({ mode: 0o100600, uid: statSync(path).uid });
    expect(await files.copies(path, "backup")).toEqual([
      { path: second, kind: "backup", madeAt: "2026-01-07T10:11:12.346Z" },
      { path: first, kind: "backup", madeAt: "2026-01-07T10:11:12.345Z" },
    ]);
    expect(await files.copies(path, "edited")).toEqual([]);
  });

  it("are not made twice of the same bytes", async () => {
    const path = made("\uFEFFone");
    const first = await files.keep(await files.read(path), "backup");
    expect(await files.keep(await files.read(path), "backup")).toBe(first);
    expect(await files.edit(path, to("two", true))).toEqual({ written: true, keptAside: null });
    expect(names()).toHaveLength(2);
  });
});
