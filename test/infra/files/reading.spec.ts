import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { BadFile } from "../../../src/app/preferences/failures.ts";
import { preferencesFiles } from "../../../src/infra/files/preferencesFiles.ts";
import { useFolder } from "./support.ts";

const folder = useFolder();
const files = preferencesFiles();

async function refused(path: string): Promise<BadFile> {
  const error: unknown = await files.read(path).then(
    () => new Error("The file was read."),
    (reason: unknown) => reason,
  );
  if (error instanceof BadFile) return error;
  throw error;
}

describe("reading a file", () => {
  it("answers its text, byte order mark and all, and where a symbolic link leads", async () => {
    writeFileSync(folder("real.json"), "\uFEFF{\r\n}");
    symlinkSync("real.json", folder("link.json"));
    const { file, text } = await files.read(folder("link.json"));
    expect(file.endsWith("/real.json")).toBe(true);
    expect(text).toBe("\uFEFF{\r\n}");
  });

  it("refuses what is not there", async () => {
    const { code, message } = await refused(folder("none.json"));
    expect([code, message]).toEqual(["missing", `${folder("none.json")}: there is no such file`]);
  });

  it("refuses a folder, a circle of links and a pipe, at once", async () => {
    mkdirSync(folder("d"));
    symlinkSync("b", folder("a"));
    symlinkSync("a", folder("b"));
    spawnSync("mkfifo", [folder("pipe")]);
    expect((await refused(folder("d"))).message).toContain("this is a folder, not a file");
    expect((await refused(folder("a"))).message).toContain("the symbolic links go round in a circle");
    expect((await refused(folder("pipe"))).message).toContain("this is no regular file");
  });

  it("refuses 50 MB without loading them", async () => {
    writeFileSync(folder("big.json"), "{}");
    truncateSync(folder("big.json"), 50_000_000);
    const before = process.memoryUsage().rss;
    const { code, message } = await refused(folder("big.json"));
    expect(code).toBe("too-large");
    expect(message).toContain("the file is 50.0 MB; a preferences file has at most 10 MB");
    expect(process.memoryUsage().rss - before).toBeLessThan(25_000_000);
  });

  it("refuses what is not UTF-8, naming the place", async () => {
    writeFileSync(folder("latin.json"), Buffer.from('{\n "name": "J\xF6rg"}', "latin1"));
    writeFileSync(folder("wide.json"), Buffer.from('\uFEFF{"a": 1}', "utf16le"));
    expect((await refused(folder("latin.json"))).message).toContain("line 2, column 12: a byte here is not UTF-8");
    expect((await refused(folder("wide.json"))).message).toContain("the file is UTF-16; save it as UTF-8");
  });
});
