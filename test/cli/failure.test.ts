import { describe, expect, it } from "@jest/globals";
import pg from "pg";
import { LogUnavailable, StreamConflict } from "../../src/app/ports/eventLog.ts";
import { BadFile, FileUnwritable } from "../../src/app/preferences/failures.ts";
import { failureOf } from "../../src/cli/failure.ts";
import { Unsettled } from "../../src/cli/unsettled.ts";
import { BadSetting } from "../../src/config.ts";
import { Rejection } from "../../src/domain/kernel/rejection.ts";
import { EmbeddedUnavailable } from "../../src/infra/embedded/unavailable.ts";
import { HomeUnusable } from "../../src/infra/home.ts";

const withCode = (code: string, message = "said the system"): Error => Object.assign(new Error(message), { code });

const sqlError = (code: string): Error =>
  Object.assign(new pg.DatabaseError("said the server", 0, "error"), { code, severity: "ERROR" });

describe("a call ends", () => {
  it.each([
    [2, "with bad input", new Rejection("invalid-value", "No such day.")],
    [3, "refused by a rule", new Rejection("email-taken", "Taken.")],
    [4, "with a conflict", new Rejection("revision-conflict", "Changed meanwhile.")],
    [4, "with a conflict in the log", new StreamConflict("member-1", 3n)],
    [5, "without a log", new LogUnavailable("Away.")],
    [2, "with a setting that is wrong", new BadSetting("The setting MUSTER_PORT takes a port.")],
    [2, "with a file that is wrong", new BadFile("empty", "a.json", "the file is empty")],
    [5, "with a file that cannot be written", new FileUnwritable("a.json", "the disk is full")],
    [2, "with a home that cannot be used", new HomeUnusable("Not yours.", { cause: withCode("EACCES") })],
    [5, "with a home on a full disk", new HomeUnusable("Full.", { cause: withCode("ENOSPC") })],
    [5, "without Muster's own database", new EmbeddedUnavailable("It did not start.")],
    [5, "without a database", withCode("ECONNREFUSED")],
    [5, "with a database that says no", sqlError("42501")],
    [5, "with a line that broke", new Error("Connection terminated unexpectedly")],
    [5, "without a database at any address", new AggregateError([withCode("ECONNREFUSED")], "")],
    [5, "with a full disk", withCode("ENOSPC")],
    [5, "with an outage as the cause", new Error("A read failed.", { cause: sqlError("57P01") })],
    [1, "otherwise", new TypeError("undefined is not a function")],
    [1, "otherwise, whatever is thrown", "a string"],
  ])("with %i: %s", (code, _, error) => {
    expect(failureOf(error)).toMatchObject({ exitCode: code });
  });

  it("with what the change's second half failed of, saying that it is recorded", () => {
    expect(failureOf(new Unsettled(12n, new LogUnavailable("Away.")))).toMatchObject({
      exitCode: 5,
      code: "log-unavailable",
      message: "It is recorded, at position 12, but does not show everywhere yet. Away.",
    });
  });
});

describe("what went wrong", () => {
  it("is a refusal's own code, sentence and details", () => {
    const details = { queues: ["Cloud"] };
    expect(failureOf(new Rejection("queue-would-be-uncovered", "Too few.", details))).toEqual({
      exitCode: 3,
      code: "queue-would-be-uncovered",
      message: "Too few.",
      details,
      hint: "Use --accept-uncovered <queue>.",
    });
  });

  it("names the place in a file", () => {
    const place = { path: "my_team.members[3].email", line: 9, column: 12 };
    expect(failureOf(new BadFile("invalid-value", "a.json", "two members have it", { place }))).toMatchObject({
      code: "file-invalid-value",
      message: "a.json, line 9, column 12 (my_team.members[3].email): two members have it",
      details: { file: "a.json", place },
    });
  });
});
