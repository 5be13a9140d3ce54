import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** What cannot be taken gets one sentence that names the place, the right exit code, and leaves nothing half done. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});
const sample = readFileSync(join(import.meta.dirname, "../../examples/user_preferences.json"), "utf8");

const head = async (): Promise<unknown> => {
  const { rows } = await database().pool.query<{ position: string }>("select position from muster.head");
  return rows[0]?.position;
};

async function refused(...argv: readonly string[]): Promise<{ readonly code: number | null; readonly err: string }> {
  const before = await head();
  const { code, out, err } = await call(settings(), ...argv);
  expect(out).toBe("");
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(err.length).toBeLessThan(1000);
  expect(await head()).toBe(before);
  return { code, err: err.trimEnd() };
}

beforeAll(async () => {
  mkdirSync(folder("home"));
  writeFileSync(folder("prefs.json"), sample);
  const done = await call(settings(), "import", folder("prefs.json"));
  expect(done).toMatchObject({ code: 0 });
  for (const argv of [
    ["queue", "open", "Archive"],
    ["queue", "close", "Archive"],
  ])
    expect(await call(settings(), ...argv)).toMatchObject({ code: 0 });
});

const add = (name: string, ...more: readonly string[]) =>
  ["member", "add", "--name", name, "--email", "new@example.com", "--team", "engineering", ...more] as const;

describe("a value that cannot be", () => {
  it.each<[string, readonly string[], string]>([
    [
      "a day that does not exist",
      add("Ada", "--start", "2025-02-30"),
      "Option '--start <date>' argument '2025-02-30' is invalid",
    ],
    [
      "a date with a time",
      ["assign", "Olli Ojala", "Archive", "--date", "2025-01-01T00:00"],
      "It takes a day that exists",
    ],
    ["a name of 10,000 characters", add("x".repeat(10_000)), "The name has 10000 characters, and 200 is the most"],
    ["a name with control characters", add("Ada\u0007"), "The name has a control character"],
    ["a name with a null character", add("Ada' ; -- \u0000"), "The name has a control character"],
    ["a name of only spaces", add("   "), "The name is blank"],
    [
      "an address without @",
      ["member", "update", "Olli Ojala", "--email", "olli"],
      "The email address must have one @",
    ],
    ["a zone that there is not", add("Ada", "--timezone", "Mars/Olympus"), "The time zone is not one that is known"],
    ["nothing to change", ["member", "update", "Olli Ojala"], "There is nothing to change"],
  ])("ends with 2: %s", async (_, argv, sentence) => {
    const { code, err } = await refused(...argv);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(sentence) });
  });

  it.each(["'; drop table team_members; --", "محمد الأمين", "李小龙", "Zoë 👩‍🚒", 'Robert "); --'])(
    "is not this name: %s",
    async (name) => {
      const email = `${Buffer.from(name).toString("hex")}@example.com`;
      const { code, out } = await call(settings(), ...add(name, "--email", email));
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(name) });
      const { out: shown } = await call(settings(), "member", "show", name, "--json");
      expect(JSON.parse(shown)).toMatchObject({ name, email });
    },
  );
});

describe("what a rule refuses", () => {
  it.each<[string, readonly string[], string]>([
    ["an unknown member", ["member", "show", "Oli Ojala"], "did you mean Olli Ojala?"],
    ["an unknown manager", add("Ada", "--manager", "Nobody"), "There is no member Nobody"],
    ["a manager who is the member", ["member", "update", "Olli Ojala", "--manager", "Olli Ojala"], "to themselves"],
    ["an unknown queue", ["assign", "Olli Ojala", "Cloud"], "There is no queue Cloud: did you mean Cloud - "],
    ["a closed queue", ["assign", "Olli Ojala", "Archive"], "The queue Archive was closed on"],
    ["an address in other case", add("Ada", "--email", "OLLI.OJALA@orro.group"), "Olli Ojala"],
    ["an unknown team", ["member", "update", "Olli Ojala", "--team", "Engineering"], "did you mean engineering?"],
    [
      "a date a century ahead",
      ["unassign", "Olli Ojala", "Cloud - Security", "--effective-on", "2126-01-01"],
      "is more than 10 years ahead",
    ],
    [
      "a last day a century ahead",
      ["member", "deactivate", "Olli Ojala", "--reason-code", "other", "--last-day", "2126-01-01"],
      "is more than 10 years ahead",
    ],
    [
      "a date before a newer change",
      ["queue", "rename", "Cloud - Security", "S", "--date", "2024-12-31"],
      "2025-01-01",
    ],
  ])("ends with 3: %s", async (_, argv, sentence) => {
    const { code, err } = await refused(...argv);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(sentence) });
  });
});

describe("a file that cannot be imported ends with 2", () => {
  const twice = sample.replace("llewellyn.booth@orro.group", "Trevor.Harte@ORRO.group");
  it.each<[string, string, RegExp]>([
    ["malformed", sample.replace('"members": [', '"members": [,'), /bad\.json, line 16, column \d+ \(my_team\.members/],
    ["cut off", sample.slice(0, 900), /bad\.json, line \d+, column \d+ .*cut off/],
    ["empty", "", /bad\.json: the file is empty/],
    ["of 50 MB", " ".repeat(50 * 1024 * 1024), /bad\.json: .*MB/],
    ["a list", "[]", /bad\.json, line 1, column 1: the file must hold one JSON object/],
    ["of one address twice", twice, /bad\.json, line 18, column \d+ \(my_team\.members\[1\]\.email\): /],
  ])("%s", async (_, text, sentence) => {
    writeFileSync(folder("bad.json"), text);
    const { code, err } = await refused("import", folder("bad.json"));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(sentence) });
  });

  it.each([
    ["that is not there", "nowhere.json"],
    ["that is a folder", "home"],
  ])("%s", async (_, name) => {
    const { code, err } = await refused("import", folder(name));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(folder(name)) });
  });
});

describe("a setting that is wrong ends with 2", () => {
  it.each([
    ["DATABASE_URL", "mysql://localhost/x"],
    ["MUSTER_TIMEZONE", "Mars/Olympus"],
    ["MUSTER_LOG", "My Log"],
  ])("%s", async (name, value) => {
    const { code, err } = await call({ ...settings(), [name]: value }, "roster");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`The setting ${name} takes`) });
  });

  it("a home that is a file", async () => {
    const { code, err } = await call({ ...settings(), MUSTER_HOME: folder("prefs.json") }, "roster");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("it is a file, not a folder") });
  });

  it("another time zone than the log's", async () => {
    const { code, err } = await call({ ...settings(), MUSTER_TIMEZONE: "Asia/Tokyo" }, "queue", "open", "Elsewhere");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("This log keeps its dates in UTC") });
  });

  it("keys that are not the log's", async () => {
    const { code, err } = await call(
      { ...settings(), MUSTER_KEY_FILE: folder("other.json") },
      "queue",
      "open",
      "Elsewhere",
    );
    expect(code).toBe(2);
    expect(err).toMatch(/key/);
  });
});
