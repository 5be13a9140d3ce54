import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { asMeant, asQueueCell, joined, neutral, parted, queueCell } from "../../../src/app/csv/cells.ts";
import { csvOf } from "../../../src/app/csv/writeCsv.ts";
import { readCsv } from "../../../src/app/csv/readCsv.ts";
import { seeded } from "../../support/seed.ts";

async function* whole(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

describe("a cell", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "''@x", "-", "="])("is no formula: %j", (value) => {
    const [, row = ""] = csvOf(["a", "b"], [[value, "x"]]).split("\r\n");
    expect(row.replace(/^"/, "")).toMatch(/^'/);
  });

  it("is left alone where it begins as no formula does", () => {
    expect(csvOf(["a"], [["O'Brien"], ["'quoted'"], ["1-2"], ["a=b"]])).toBe(
      "a\r\nO'Brien\r\n'quoted'\r\n1-2\r\na=b\r\n",
    );
  });

  it("is read as it was written, whatever it is", async () => {
    const formula = fc.stringMatching(/^'{0,3}[=+\-@＝]?[a,;"\n\\: ]{0,5}$/);
    const value = fc
      .oneof(fc.string({ unit: "grapheme" }), formula)
      .filter((text) => !text.includes("\0") && text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        const { records } = await readCsv(whole(csvOf(["a", "b"], [[text, "end"]])));
        expect(records.map(({ cells }) => cells.map(asMeant))).toEqual([[text, "end"]]);
      }),
      seeded(),
    );
  });
});

describe("values in one cell", () => {
  it("are parted by semicolons, and escaped where they have one", () => {
    expect(parted("a; b ;;c")).toEqual(["a", "b", "c"]);
    expect(parted(joined(["a;b", "c\\", "d\\;e"]))).toEqual(["a;b", "c\\", "d\\;e"]);
    expect(parted("")).toEqual([]);
    expect(parted("a\\")).toEqual(["a\\"]);
  });

  it("are queues with a type, or without one", () => {
    expect(queueCell("Payments:primary")).toMatchObject({ name: "Payments", type: "primary" });
    expect(queueCell("Cloud: L3 : Backup ")).toMatchObject({ name: "Cloud: L3", type: "backup" });
    expect(queueCell("Cloud: L3")).toMatchObject({ name: "Cloud: L3", type: null });
    expect(queueCell(":backup")).toMatchObject({ name: ":backup", type: null });
    expect(queueCell(asQueueCell({ queue: "A:backup", type: "trainee" }))).toMatchObject({
      name: "A:backup",
      type: "trainee",
    });
    expect(neutral("x")).toBe("x");
  });
});
