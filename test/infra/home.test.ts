import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { findHome, HomeUnusable, openHome } from "../../src/infra/home.ts";

const isRoot = process.getuid?.() === 0;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-home-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("finding Muster's home", () => {
  const inner = () => {
    const path = join(folder, "a", "b");
    mkdirSync(path, { recursive: true });
    return path;
  };

  it("takes MUSTER_HOME before all else", () => {
    mkdirSync(join(inner(), ".muster"));
    expect(findHome({ MUSTER_HOME: "/else where", HOME: folder }, inner())).toEqual({
      path: "/else where",
      rule: "MUSTER_HOME",
    });
  });

  it("reads a relative MUSTER_HOME from the working directory", () => {
    expect(findHome({ MUSTER_HOME: "../home" }, inner()).path).toBe(join(folder, "a", "home"));
  });

  it("takes the nearest .muster upward", () => {
    mkdirSync(join(folder, ".muster"));
    mkdirSync(join(folder, "a", ".muster"), { recursive: true });
    expect(findHome({ MUSTER_HOME: "", XDG_DATA_HOME: "/data" }, inner())).toEqual({
      path: join(folder, "a", ".muster"),
      rule: "nearest .muster",
    });
  });

  it("else takes the user's data folder", () => {
    expect(findHome({ XDG_DATA_HOME: "/data", HOME: "/home/u" }, inner())).toEqual({
      path: "/data/muster",
      rule: "XDG_DATA_HOME",
    });
  });

  it.each([undefined, "", "relative"])("else takes ~/.local/share, also for XDG_DATA_HOME %p", (data) => {
    const environment = data === undefined ? { HOME: "/home/u" } : { HOME: "/home/u", XDG_DATA_HOME: data };
    expect(findHome(environment, inner())).toEqual({ path: "/home/u/.local/share/muster", rule: "~/.local/share" });
  });

  it("asks the system for the user's folder where HOME is not set", () => {
    expect(findHome({}, inner()).path).toBe(join(homedir(), ".local/share/muster"));
  });
});

describe("opening Muster's home", () => {
  const opening = (path: string) => () => openHome({ path, rule: "MUSTER_HOME" });

  it("makes it for its user alone", () => {
    const path = join(folder, "new", "home");
    expect(opening(path)()).toEqual({ path, rule: "MUSTER_HOME" });
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it("takes one that is there as it is", () => {
    expect(opening(folder)().path).toBe(folder);
  });

  it("refuses a file", () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    expect(opening(path)).toThrow(HomeUnusable);
    expect(opening(path)).toThrow(/file \(chosen by: MUSTER_HOME\) cannot be used: it is a file, not a folder\. Set /);
    expect(opening(join(path, "below"))).toThrow(/a part of its path is a file/);
  });

  it("refuses a path that is too long for any file system", () => {
    expect(opening(join(folder, "x".repeat(300)))).toThrow(/its path is too long/);
  });

  (isRoot ? it.skip : it)("refuses one that may not be written to (root may write anywhere)", () => {
    chmodSync(folder, 0o500);
    expect(opening(folder)).toThrow(/it may not be written to/);
    expect(opening(join(folder, "below"))).toThrow(/it may not be written to/);
  });

  (isRoot ? it : it.skip)("refuses one of another user (only root can make one)", () => {
    chownSync(folder, 65_534, 65_534);
    expect(opening(folder)).toThrow(/it belongs to another user \(id 65534; yours is 0\)/);
  });
});
