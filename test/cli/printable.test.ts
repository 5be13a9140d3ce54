import { describe, expect, it } from "@jest/globals";
import { jsonText, plain, printable } from "../../src/cli/printable.ts";
import { table } from "../../src/cli/table.ts";

const escape = String.fromCodePoint(0x1b);
const controlSequence = String.fromCodePoint(0x9b);
const rightToLeft = String.fromCodePoint(0x202e);

describe("what reaches a terminal", () => {
  it.each([
    ["an escape sequence", `${escape}[31mred`, String.raw`\u{1b}[31mred`],
    ["a control sequence of one character", `${controlSequence}2J`, String.raw`\u{9b}2J`],
    ["a line end", "one\r\ntwo", String.raw`one\u{d}\u{a}two`],
    ["an override of the reading direction", `a${rightToLeft}b`, String.raw`a\u{202e}b`],
  ])("shows %s and does not obey it", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(["Zoë Ångström", "محمد", "李小龙", "👩‍🚒", "O'Brien; --"])("leaves %s as it is", (name) => {
    expect(printable(name)).toBe(name);
  });

  it("is a sentence of ours around values of others", () => {
    expect(plain`Hello,\n${escape}!`).toBe("Hello,\n\\u{1b}!");
  });

  it("is JSON that reads back as it was", () => {
    const value = { name: `${escape}${controlSequence}${rightToLeft}`, position: 12n };
    const text = jsonText(value);
    expect(text).toBe(String.raw`{"name":"\u001b\u009b\u202e","position":"12"}`);
    expect(JSON.parse(text)).toEqual({ ...value, position: "12" });
  });
});

describe("a table", () => {
  it("puts numbers to the right, and leaves no space at the end of a line", () => {
    const rows = [
      ["Ada", 7],
      ["Grace", 12n],
    ];
    expect(table(["Name", "Position"], rows)).toBe(
      ["Name   Position", "─────  ────────", "Ada           7", "Grace        12"].join("\n"),
    );
  });

  it("obeys nothing that is in it, and shows several lines", () => {
    expect(table(["Queues"], [[`one\ntwo${escape}[2J`]])).toBe(
      ["Queues", "────────────", "one", String.raw`two\u{1b}[2J`].join("\n"),
    );
  });

  it("is laid out as one, however long", () => {
    const rows = Array.from({ length: 600 }, (_, row) => [row === 599 ? "a long name at the end" : `n${row}`, row]);
    const lines = table(["Name", "Row"], rows).split("\n");
    expect(lines).toHaveLength(602);
    expect(new Set(lines.slice(1).map(({ length }) => length))).toEqual(new Set([27]));
    expect(lines.filter((line) => line.startsWith("Name"))).toHaveLength(1);
  });
});
