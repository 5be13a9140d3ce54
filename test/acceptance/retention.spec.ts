import { beforeAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});

async function muster(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await call(settings(), ...argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

beforeAll(async () => {
  mkdirSync(folder("home"));
  const ada = ["--name", "Canary Ada", "--email", "canary@x.org", "--team", "one", "--new-team"];
  await muster("member", "add", ...ada, "--start", "2010-01-01");
  await muster("member", "deactivate", "canary@x.org", "--last-day", "2015-03-31", "--reason-code", "retirement");
});

it("is looked at first, then done, and what it wrote is checked and read without a database", async () => {
  expect(await muster("retention", "run", "--dry-run")).toMatch(
    /Canary Ada +one +2015-03-31 +2022-03-31 .*is to be sealed/,
  );
  const years = { ...settings(), MUSTER_RETENTION_YEARS: "30" };
  expect((await call(years, "retention", "run", "--dry-run")).out).toContain(
    "kept for 30 years: the next one until 2045-03-31",
  );
  expect((await call({ ...settings(), MUSTER_RETENTION_YEARS: "6" }, "retention", "run")).err).toContain(
    "MUSTER_RETENTION_YEARS takes a number of years, 7 to 100",
  );

  const { sealed } = JSON.parse(await muster("retention", "run", "--reason", "seven years", "--json")) as {
    readonly sealed: readonly { readonly path: string; readonly memberId: string }[];
  };
  const [path, memberId] = [sealed[0]?.path ?? "", sealed[0]?.memberId ?? ""];
  expect(await muster("retention", "run")).toContain("Nobody was to be sealed.");
  expect(await muster("verify")).not.toContain("Canary");
  expect(await muster("log", "--all", "--json")).not.toContain("Canary");

  const { rows } = await database().pool.query<{ wrapped: Buffer | null }>(
    "select wrapped from muster.data_keys where subject = $1",
    [memberId],
  );
  expect(rows).toEqual([{ wrapped: null }]);
  expect(readFileSync(folder("home", "destroyed-keys.jsonl"), "utf8")).toContain(memberId);

  const away = { ...settings(), DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  const checked = await call(away, "archive", "verify", path);
  expect(checked).toMatchObject({ code: 0, out: expect.stringContaining(`of member ${memberId}`) });
  const program = join(import.meta.dirname, "../../docs/verify-bundle.mjs");
  expect(spawnSync(process.execPath, [program, path]).status).toBe(0);
  const replayed = await call(away, "archive", "replay", path, "--json");
  expect(JSON.parse(replayed.out)).toMatchObject({
    members: [{ name: "Canary Ada", email: "canary@x.org", team: "one", active: false, endDate: "2015-03-31" }],
  });
  appendFileSync(path, "{}\n");
  expect(await call(away, "archive", "verify", path)).toMatchObject({
    code: 1,
    out: expect.stringContaining("NOT what was sealed"),
  });
});
