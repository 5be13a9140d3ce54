import { beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { call, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

const database = useDatabase();
const folder = useTemporaryFolder();
const settings = () => ({ DATABASE_URL: database().url, MUSTER_HOME: folder("home"), MUSTER_TIMEZONE: "UTC" });
const muster = (...argv: readonly string[]) => call(settings(), ...argv);
const law = "GDPR article 17(1)(b)";

beforeAll(async () => {
  mkdirSync(folder("home"));
  const ada = ["--name", "Ada Lovelace", "--email", "ada@example.org", "--team", "t", "--new-team"];
  await muster("member", "add", ...ada, "--start", "2020-01-01");
  await muster("member", "deactivate", "ada@example.org", "--reason-code", "other", "--last-day", "2025-06-30");
});

describe("muster hold", () => {
  it("keeps a member from being erased, whatever the ground, until it is released", async () => {
    expect(await muster("hold", "place", "--member", "ada@example.org")).toMatchObject({ code: 2 });
    const placed = await muster("hold", "place", "--member", "Ada Lovelace", "--reason", "Case 12", "--json");
    const { holdId } = JSON.parse(placed.out) as { holdId: string };
    const refused = await muster("member", "erase", "ada@example.org", "--ground", law, "--yes");
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.err).toContain(holdId);
    expect((await muster("hold", "list")).out).toMatch(/Case 12/);
    expect(await muster("hold", "release", holdId)).toMatchObject({ code: 0, err: "" });
    expect((await muster("hold", "list", "--json")).out).toContain("released");
  });

  it("covers by team and by days", async () => {
    const placed = await muster(
      "hold",
      "place",
      "--team",
      "t",
      "--left-from",
      "2025-01-01",
      "--reason",
      "Audit",
      "--json",
    );
    const { holdId } = JSON.parse(placed.out) as { holdId: string };
    expect(await muster("member", "erase", "ada@example.org", "--ground", law)).toMatchObject({ code: 3 });
    expect(await muster("hold", "release", holdId)).toMatchObject({ code: 0 });
    expect(await muster("hold", "place", "--team", "typo", "--reason", "Audit")).toMatchObject({ code: 3 });
  });
});

describe("muster member erase", () => {
  it("shows what goes and what stays, and does nothing without --yes", async () => {
    expect(await muster("member", "erase", "ada@example.org")).toMatchObject({ code: 3 });
    const shown = await muster("member", "erase", "ada@example.org", "--ground", law);
    expect(shown).toMatchObject({ code: 0, err: "" });
    for (const text of ["Ada Lovelace", "Goes:", "Stays", "--yes"]) expect(shown.out).toContain(text);
    expect((await muster("roster", "--all")).out).toContain("Ada Lovelace");
    expect(existsSync(folder("home", "destroyed-keys.jsonl"))).toBe(false);
  });

  it("refuses a ground that tells who it was", async () =>
    expect(await muster("member", "erase", "ada@example.org", "--ground", "Ada Lovelace asked")).toMatchObject({
      code: 2,
    }));

  it("forgets them with --yes, for good, and says it the same when it is asked again", async () => {
    const { out } = await muster("roster", "--all", "--json");
    const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(out)?.[0] ?? "";
    const done = await muster("member", "erase", "ada@example.org", "--ground", law, "--yes");
    expect(done).toMatchObject({ code: 0, err: "" });
    expect(done.out).toContain(law);
    for (const argv of [["roster", "--all"], ["log"], ["member", "history", id]]) {
      const { out: told } = await muster(...argv);
      expect(told).not.toMatch(/ada/i);
      expect(told.length).toBeGreaterThan(20);
    }
    expect((await muster("roster", "--all")).out).toContain("Erased member");
    expect(await muster("member", "erase", id, "--yes")).toMatchObject({ code: 0 });
    expect(await muster("member", "erase", id)).toMatchObject({ code: 0 });
    expect(await muster("member", "rename", id, "--name", "Ada")).not.toMatchObject({ code: 0 });
    expect(statSync(folder("home", "destroyed-keys.jsonl")).mode & 0o077).toBe(0);
    expect(await muster("verify")).toMatchObject({ code: 0 });
    const again = ["--name", "Ada King", "--email", "ada@example.org", "--team", "t"];
    expect(await muster("member", "add", ...again)).toMatchObject({ code: 0 });
  });
});
