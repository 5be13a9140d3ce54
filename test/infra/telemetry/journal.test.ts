import { describe, expect, it } from "@jest/globals";
import { LogUnavailable } from "../../../src/app/ports/eventLog.ts";
import { BadSetting, readConfig } from "../../../src/config.ts";
import { journal } from "../../../src/infra/telemetry/journal.ts";
import type { JournalLevel } from "../../../src/infra/telemetry/journalLevels.ts";
import { veiled } from "../../../src/infra/telemetry/veiled.ts";

type Line = Readonly<Record<string, unknown>> & { readonly error?: Readonly<Record<string, unknown>> };

const written = (level: JournalLevel, write: (lines: ReturnType<typeof journal>) => void): readonly Line[] => {
  const lines: string[] = [];
  write(journal(level, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Line);
};

const handled = { method: "GET", route: "/v1/members/:id", status: 200, ms: 1.23456, correlationId: "abc" };

describe("a request", () => {
  it("is one line, with its time in UTC", () => {
    const [line, ...others] = written("info", (lines) => lines.handled(handled));
    expect(line).toEqual({
      ...{ level: "info", time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), msg: "request" },
      ...{ correlationId: "abc", method: "GET", route: "/v1/members/:id", status: 200, ms: 1.235 },
    });
    expect(others).toEqual([]);
  });

  it("of a probe is told where all is told, unless it is red", () => {
    const probe = { ...handled, route: "/readyz" };
    expect(written("info", (lines) => lines.handled(probe))).toEqual([]);
    expect(written("debug", (lines) => lines.handled(probe))).toEqual([expect.objectContaining({ level: "debug" })]);
    expect(written("warn", (lines) => lines.handled({ ...probe, status: 503 }))).toHaveLength(1);
  });

  it("is not told where nothing is", () => {
    expect(written("silent", (lines) => lines.handled({ ...handled, status: 500 }))).toEqual([]);
  });
});

describe("a problem", () => {
  it("that is a bug comes with where it is from, and what brought it about, and with nobody's address", () => {
    const cause = new TypeError("no ada@example.com there");
    const [line] = written("error", (lines) =>
      lines.problem(new Error("failed for ada@example.com", { cause }), "abc"),
    );
    expect(line).toMatchObject({ level: "error", correlationId: "abc", code: "unexpected" });
    expect(line?.error).toMatchObject({
      ...{ type: "Error", message: "failed for …@…", stack: expect.stringContaining("journal.test.ts") },
      cause: { type: "TypeError", message: "no …@… there" },
    });
    expect(JSON.stringify(line)).not.toContain("ada@");
  });

  it("that is an outage is a warning without a stack", () => {
    const [line] = written("warn", (lines) => lines.problem(new LogUnavailable("The log is away.")));
    expect(line).toMatchObject({ level: "warn", code: "log-unavailable", msg: "The log is away." });
    expect(line).not.toHaveProperty("error");
  });

  it("that is no error at all, or obeyed by a terminal, is a line all the same", () => {
    const lines: string[] = [];
    const told = journal("error", (line) => lines.push(line));
    told.problem("\u009b31m\u202e\n");
    told.problem(undefined);
    expect(lines).toHaveLength(2);
    expect(lines.join("")).not.toMatch(/[\u009b\u202e]/);
    for (const line of lines) expect(line.trimEnd()).not.toContain("\n");
  });
});

it.each([
  ["Bearer abc.def-123 was sent", "Bearer … was sent"],
  ["key muster_0190a1b2_c2VjcmV0c2VjcmV0 refused", "key muster_… refused"],
  ["jwt eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "jwt … here"],
  ["postgres://app:secret@db:5432/muster", "postgres://…@db:5432/muster"],
  ['Key (email)=(ada@example.com) in "x"', 'Key (email)=(…@…) in "x"'],
  ["relation muster.events does not exist", "relation muster.events does not exist"],
])("%s is veiled", (text, shown) => expect(veiled(text)).toBe(shown));

describe("MUSTER_LOG_LEVEL", () => {
  it("is info unless set, and takes the levels that there are", () => {
    expect(readConfig({}).logLevel).toBe("info");
    expect(readConfig({ MUSTER_LOG_LEVEL: "silent" }).logLevel).toBe("silent");
    expect(() => readConfig({ MUSTER_LOG_LEVEL: "loud" })).toThrow(BadSetting);
  });
});
