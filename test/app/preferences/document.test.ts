import { describe, expect, it } from "@jest/globals";
import { parseDocument, placeOf, valueAt } from "../../../src/app/preferences/document.ts";
import { BadFile } from "../../../src/app/preferences/failures.ts";
import { sample } from "./support.ts";

function refused(text: string): BadFile {
  try {
    parseDocument("prefs.json", text);
  } catch (error) {
    if (error instanceof BadFile) return error;
    throw error;
  }
  throw new Error("The text was accepted.");
}

describe("reading a preferences file as JSON", () => {
  it("accepts the sample, marked or not, and says where a value stands", () => {
    const document = parseDocument("prefs.json", `\uFEFF${sample()}`);
    const email = valueAt(document, "my_team", "members", 1, "email");
    expect(email && placeOf(document, email)).toEqual({ path: "my_team.members[1].email", line: 18, column: 45 });
  });

  it.each([
    ["nothing", ""],
    ["white space", " \r\n\t"],
    ["only a byte order mark", "\uFEFF"],
  ])("calls a file of %s empty", (_, text) => expect(refused(text).message).toBe("prefs.json: the file is empty"));

  it.each([10, 400, 900, 1000, -2])("says that a file cut off at character %d is cut off", (end) => {
    const { code, message } = refused(sample().slice(0, end));
    expect(code).toBe("malformed");
    expect(message).toMatch(
      /line \d+, column \d+.*: the file ends before its JSON does: it seems to have been cut off$/,
    );
  });

  it.each([
    ["a missing comma", `{"a": 1 "b": 2}`, "line 1, column 9 (b): a comma is missing here"],
    [
      "a comma too many",
      `{\n  "a": [1, 2,]\n}`,
      "line 2, column 14 (a[2]): a value is missing here (or there is a comma too many before it)",
    ],
    [
      "a comment",
      `{\n  // mine\n  "a": 1\n}`,
      "line 2, column 3: JSON allows no comments, and the programs that read this file would not understand one",
    ],
    ["a single quote", `{'a': 1}`, "line 1, column 2: this is no JSON value"],
    [
      "a raw control character",
      `{"a": "\u0001"}`,
      "line 1, column 7 (a): a control character stands in this text; JSON wants it escaped",
    ],
    ["more text behind", `{"a": 1} {"b": 2}`, "line 1, column 10: there is more text after the end of the JSON value"],
    [
      "a key that stands twice",
      `{"a": {"b c": 1,\r\n "b c": 2}}`,
      `line 2, column 2 (a["b c"]): the key "b c" stands here twice`,
    ],
    ["a wrong number", `{"a": 01}`, "line 1, column 8"],
  ])("refuses %s, naming the place", (_, text, sentence) => {
    const { code, message } = refused(text);
    expect(code).toBe("malformed");
    expect(message).toContain(`prefs.json, ${sentence}`);
  });

  it.each(["[", `{"a":`])("survives ten million times %s", (text) => {
    expect(refused(text.repeat(10_000_000 / text.length)).code).toBe("malformed");
  });
});
