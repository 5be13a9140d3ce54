import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync } from "node:fs";
import { call, type Settings, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** Figures on the command line, over a team of eleven that one leaves. */
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
  for (let n = 1; n <= 11; n++)
    await muster(
      ...["member", "add", "--name", `Member ${n}`, "--email", `m${n}@x.org`, "--team", "one", "--new-team"],
      ...["--start", "2024-01-01"],
    );
  await muster("member", "deactivate", "m1@x.org", "--last-day", "2025-01-31", "--reason-code", "resignation");
});

const january = ["--from", "2025-01-01", "--to", "2025-01-31"] as const;

describe("muster report", () => {
  it("shows what a figure is made of, how it is computed, and whose definition that is", async () => {
    const out = await muster("report", "turnover", ...january);
    expect(out).toMatch(/^turnover of the organisation, 2025-01-01 to 2025-01-31, by month\n/);
    expect(out).toMatch(/\n2025-01-01 +2025-01-31 +1 +11 +9\.1 % +1 /);
    expect(out).toContain("\nMethod: daily-mean. Separations ÷ headcount.");
    expect(out).toContain('\nSource: SHRM, "How to Determine Turnover Rate"');
  });

  it("is one document for a program, and a file for who says so", async () => {
    const answer = JSON.parse(await muster("report", "headcount", ...january, "--json")) as object;
    expect(answer).toMatchObject({ figure: "headcount", rows: [{ value: 11, parts: { begin: 11, end: 11 } }] });
    expect(await muster("report", "headcount", ...january, "--csv")).toMatch(/^figure,team,from,to,group,/);
    expect((await call(settings(), "report", "headcount", "--csv", "--json")).code).not.toBe(0);
  });

  it("is restated: as it was known beside what is known now, and a file of both", async () => {
    const { position } = JSON.parse(await muster("report", "headcount", ...january, "--json")) as { position: string };
    await muster("member", "deactivate", "m2@x.org", "--last-day", "2025-01-15", "--reason-code", "retirement");
    const asked = ["report", "turnover", ...january, "--known-at", position, "--restated"] as const;
    const out = await muster(...asked);
    expect(out).toMatch(new RegExp(`^As known up to position ${position}:\\n`));
    expect(out).toMatch(/ 9\.1 % [^]+ 19\.1 % /);
    expect(out).toMatch(/MemberDeactivated/);
    const lines = (await muster(...asked, "--csv")).trimEnd().split("\r\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["known", "then", "then", "now", "now"]);
    expect(await muster("report", "turnover", "--as-of", "2025-01-31", "--step", "whole")).toContain(
      "As of 2025-01-31,",
    );
  });

  it("is a file of intervals, where there are some", async () => {
    expect(await muster("report", "coverage", ...january, "--csv", "--lines", "intervals")).toMatch(
      /^figure,team,queue_id,/,
    );
    expect((await call(settings(), "report", "turnover", "--csv", "--lines", "intervals")).code).not.toBe(0);
  });

  it("is of one team where that is said, and tells that there is nothing", async () => {
    expect(await muster("report", "headcount", ...january, "--team", "one")).toContain("headcount of one,");
    expect(await muster("report", "coverage", ...january)).toContain("There is nothing to count in that period.");
  });
});
