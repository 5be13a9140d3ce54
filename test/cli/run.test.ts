import { describe, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import type { Opening } from "../../src/cli/session.ts";
import { ReaderGone } from "../../src/cli/terminal.ts";
import { testTerminal } from "../support/cli.ts";

const refuse = () => Promise.reject(new Error("Nothing here needs a Muster."));
const unopened: Opening = {
  open: refuse,
  serve: refuse,
  fallback: refuse,
  replay: refuse,
  findHome: () => ({ path: "/nowhere", rule: "test" }),
};

async function call(...argv: readonly string[]) {
  const { terminal, said } = testTerminal({});
  return { code: await run(argv, terminal, unopened), ...said };
}

describe("help", () => {
  it("is an answer where it is asked for", async () => {
    const { code, out, err } = await call("--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Usage: muster \[options\] \[command\]/);
  });

  it("says that a command is missing where none is given", async () => {
    const { code, out, err } = await call();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^Usage: muster/);
  });

  it.each([
    "import",
    "rollback",
    "export",
    "member add",
    "member update",
    "member deactivate",
    "member reactivate",
    "member rehire",
    "member void",
    "member show",
    "member history",
    "queue open",
    "queue rename",
    "queue require",
    "queue close",
    "queue list",
    "assign",
    "retype",
    "unassign",
    "roster",
    "coverage",
    "log",
    "rebuild",
    "verify",
    "doctor",
    "db url",
    "keys rotate",
    "key create",
    "key list",
    "key revoke",
    "quickstart",
    "start",
    "mcp",
    "team members",
    "team queues",
    "workload",
    "tickets",
    "report turnover",
    "report single-points-of-failure",
    "call",
  ])("of %s has examples and the options of all commands", async (command) => {
    const { code, out } = await call(...command.split(" "), "--help");
    expect(code).toBe(0);
    expect(out).toContain(`\nExamples:\n  $ muster ${command}`);
    expect(out).toContain("--json");
  });

  it("tells the version", async () => {
    expect(await call("--version")).toEqual({ code: 0, out: "0.1.0\n", err: "" });
  });
});

describe("usage that is wrong ends with 2 and one sentence", () => {
  it.each<[readonly string[], RegExp]>([
    [["bogus"], /^Unknown command 'bogus'$/],
    [["rooster"], /^Unknown command 'rooster' \(Did you mean roster\?\)$/],
    [["roster", "--tema", "x"], /^Unknown option '--tema' \(Did you mean --team\?\)$/],
    [["assign", "ada@example.com"], /^Missing required argument 'queue'$/],
    [["roster", "x"], /^Too many arguments for 'roster'\. Expected 0 arguments but got 1/],
    [["member", "add", "--name", "Ada"], /^Required option '--email <address>' not specified$/],
    [["member", "deactivate", "x", "--reason-code", "bored"], /'bored' is invalid\. Allowed choices are resignation, /],
    [["assign", "a", "b", "--type", "main"], /Allowed choices are primary, backup, trainee\.$/],
    [
      ["member", "add", "--name", "A", "--email", "a@b.c", "--team", "t", "--start", "2025-02-30"],
      /^Option '--start <date>' argument '2025-02-30' is invalid\. It takes a day that exists, such as 2025-01-31\.$/,
    ],
    [["unassign", "a", "b", "--date", "2025-01-01T00:00"], /^Option '--date <date>' .* a day that exists/],
    [["import", "x.json", "--assigned-date", "1.1.2025"], /^Option '--assigned-date <date>' .* a day that exists/],
    [
      ["member", "deactivate", "a", "--reason-code", "other", "--last-day", "x"],
      /^Option '--last-day <date>' .* a day/,
    ],
    [["tickets", "--status", "new"], /Allowed choices are open, closed, all\.$/],
    [["tickets", "--leavers", "--member", "a"], /'--leavers' cannot be used with option '--member <member>'/],
    [["report", "turnover", "--method", "guess"], /Allowed choices are daily-mean, begin-end, gri-401\.$/],
    [["queue", "require", "Cloud", "many"], /It takes a whole number\.$/],
    [["key", "create", "--name", "x", "--role", "king"], /Allowed choices are hr-admin, lead, auditor, reader\.$/],
    [["key", "create", "--name", "x", "--role", "reader", "--expires", "soon"], /It takes days \(90d\), hours \(8h\)/],
    [["log", "--after", "x"], /It takes a position, as muster log shows them\.$/],
  ])("%j", async (argv, sentence) => {
    const { code, out, err } = await call(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.trimEnd()).toMatch(sentence);
    expect(err.trimEnd()).not.toContain("\n");
  });

  it("is told to a program as JSON", async () => {
    const { code, err } = await call("--json", "bogus");
    expect(code).toBe(2);
    expect(JSON.parse(err)).toEqual({ error: { code: "usage", message: "Unknown command 'bogus'", details: {} } });
  });

  it("obeys nothing that was typed", async () => {
    const { err } = await call(`${String.fromCodePoint(0x1b)}[2J`);
    expect(err).toBe("Unknown command '\\u{1b}[2J'\n");
  });
});

describe("a setting that is wrong", () => {
  it("ends with 2, and is named", async () => {
    const { terminal, said } = testTerminal({ MUSTER_PORT: "http" });
    expect(await run(["roster"], terminal, unopened)).toBe(2);
    expect(said.err).toBe("The setting MUSTER_PORT takes a port, 0 to 65535.\n");
  });
});

describe("a reader who has had enough", () => {
  it("ends the call quietly", async () => {
    const { terminal, said } = testTerminal({}, { patience: 0 });
    expect(await run(["--help"], terminal, unopened)).toBe(0);
    expect(said.err).toBe("");
  });

  it("does so while errors are told as well", async () => {
    const { terminal } = testTerminal({});
    const deaf = { ...terminal, err: () => Promise.reject(new ReaderGone("The reader has gone.")) };
    expect(await run(["bogus"], deaf, unopened)).toBe(0);
  });
});

describe("what nobody expected", () => {
  it("ends with 1; --verbose shows where it comes from", async () => {
    const { code, err } = await call("coverage");
    expect({ code, err }).toEqual({
      code: 1,
      err: "Muster did not expect this: Nothing here needs a Muster. --verbose shows where it comes from.\n",
    });
    expect((await call("coverage", "--verbose")).err).toMatch(
      /^home: \/nowhere \(chosen by: test\)\n.*\nError: .*\n +at /,
    );
  });
});
