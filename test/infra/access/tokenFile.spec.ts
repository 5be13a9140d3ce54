import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadTokenFile, tokenFile } from "../../../src/infra/access/tokenFile.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "muster-token-"));
  path = join(folder, "token");
});
afterEach(() => rm(folder, { recursive: true }));

describe("the home's token", () => {
  it("is made once by whoever is first, told to them alone, and is its owner's alone", async () => {
    const asked = await Promise.all(Array.from({ length: 16 }, () => tokenFile(path).ensure()));
    const made = asked.flatMap((each) => each.made ?? []);
    expect(made).toHaveLength(1);
    expect(await readFile(path, "utf8")).toBe(`${made[0] ?? ""}\n`);
    expect(made[0]).toMatch(/^muster_admin_[\w-]{43}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["token"]);
    expect(await tokenFile(path).read()).toBe(made[0]);
  });

  it("stays, and is told nobody a second time", async () => {
    await tokenFile(path).ensure();
    const before = await readFile(path, "utf8");
    expect(await tokenFile(path).ensure()).toEqual({ made: undefined });
    expect(await readFile(path, "utf8")).toBe(before);
  });

  it("is out of force once its file is taken away, and the next one is another", async () => {
    const first = await tokenFile(path).ensure();
    await rm(path);
    expect(await tokenFile(path).read()).toBeUndefined();
    const second = await tokenFile(path).ensure();
    expect(second.made).toBeDefined();
    expect(second.made).not.toBe(first.made);
  });

  it("is refused where others can read it", async () => {
    await tokenFile(path).ensure();
    await chmod(path, 0o640);
    await expect(tokenFile(path).ensure()).rejects.toThrow(/can be read by others: remove it/);
    await expect(tokenFile(path).read()).rejects.toThrow(BadTokenFile);
  });

  it.each(["", "\n", "password\n", "muster_admin_short\n"])(
    "is refused where it is none, and left: %j",
    async (text) => {
      await writeFile(path, text, { mode: 0o600 });
      await expect(tokenFile(path).ensure()).rejects.toThrow(BadTokenFile);
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );

  it("is not to be had where its folder is not there", () =>
    expect(tokenFile(join(folder, "no", "token")).ensure()).rejects.toThrow(/cannot be made/));
});
