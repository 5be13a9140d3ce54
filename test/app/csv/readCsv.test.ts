import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "../../../src/app/csv/columns.ts";
import { CsvTooLarge, mostProblems, placed } from "../../../src/app/csv/problems.ts";
import { largestCsv, readCsv } from "../../../src/app/csv/readCsv.ts";
import { Rejection } from "../../../src/domain/kernel/rejection.ts";

async function* chunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const read = (text: string | Uint8Array, size?: number) =>
  readCsv(chunks(typeof text === "string" ? Buffer.from(text) : text, size));

/** What a file is refused with. */
async function refusal(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Rejection)) throw new Error("It was read, or failed otherwise.", { cause: error });
  expect(error.code).toBe("csv-unreadable");
  return error.message;
}

describe("a file", () => {
  it("is read in any portions, with any line ends, with or without a mark", async () => {
    const text = '\uFEFFname,email\r\nAda,"a,\n""b"""\nGrace,g\r\n\r\nBarbara,ö😀\r';
    for (const size of [1, 2, 3, 1000]) {
      const { header, records } = await read(text, size);
      expect(header).toEqual(["name", "email"]);
      expect(records).toEqual([
        { row: 2, cells: ["Ada", 'a,\n"b"'] },
        { row: 3, cells: ["Grace", "g"] },
        { row: 5, cells: ["Barbara", "ö😀"] },
      ]);
    }
  });

  it("is itself by its bytes", async () => {
    const { sha256 } = await read("a,b\n1,2\n");
    expect((await read("a,b\n1,2\n", 1)).sha256).toBe(sha256);
    expect((await read("a,b\r\n1,2\r\n")).sha256).not.toBe(sha256);
  });

  it.each([
    ["empty", "", /The file is empty/],
    ["a mark alone", "\uFEFF", /The file is empty/],
    ["blank lines alone", "\n\r\n\n", /The file is empty/],
    [
      "a quote that is never closed",
      'name,email\nAda,"ada@example.com\nGrace,g@example.com\n',
      /a quote is opened and never closed/,
    ],
    ["a quote in a cell", 'name,email\nA"da,a@example.com\n', /line 2, there is a quote inside of a cell/],
    ["something after a quote", 'name,email\n"Ada"x,a@example.com\n', /line 2, there is a quote inside of a cell/],
    ["a NUL", "name,email\nAda\0,a@example.com\n", /NUL character in line 2/],
    ["Latin-1", Buffer.from("name,email\nAda,a\nJosé,j@example.com\n", "latin1"), /line 3 is not UTF-8/],
    [
      "Latin-1 after UTF-8",
      Buffer.concat([Buffer.from("name\nJosé\n"), Buffer.from("José\n", "latin1")]),
      /line 3 is not/,
    ],
    ["a character cut off", Buffer.from("name\nJosé").subarray(0, -1), /is not UTF-8/],
    ["UTF-16 with a mark", Buffer.from("\uFEFFname,email\n", "utf16le"), /UTF-16/],
    ["UTF-16 without one", Buffer.from("name,email\n", "utf16le"), /NUL character in line 1/],
  ])("is refused: %s", async (_, text, message) => {
    for (const size of [5, 100_000]) expect(await refusal(read(text, size))).toMatch(message);
  });

  it("is refused with a million columns, no matter how they come", async () => {
    expect(await refusal(read(`${"a,".repeat(1_000_000)}a\n`, 65_536))).toMatch(/longer than 64 KB/);
    expect(await refusal(read(`${"a,".repeat(20_000)}a\n`, 65_536))).toMatch(/header has 20001 columns/);
    expect(await refusal(read(`name,email\n${"a,".repeat(1_000_000)}a\n`, 65_536))).toMatch(/longer than 64 KB/);
  });

  it("is read no further than it is too large", async () => {
    let given = 0;
    async function* endless() {
      for (;;) yield await Promise.resolve(((given += 1), Buffer.from(`name,email\n${"x".repeat(65_000)}\n`)));
    }
    await expect(readCsv(endless())).rejects.toThrow(CsvTooLarge);
    expect(given * 65_000).toBeLessThan(largestCsv.bytes + 1_000_000);
  });

  it("has a bound of rows", async () => {
    const rows = (count: number) => `name\n${"x\n".repeat(count)}`;
    expect((await read(rows(largestCsv.rows), 65_536)).records).toHaveLength(largestCsv.rows);
    expect(await refusal(read(rows(largestCsv.rows + 1), 65_536))).toMatch(/more than 10000 rows/);
  });
});

describe("a header", () => {
  const headed = (text: string) => read(`${text}\n`).then(({ header }) => columnsOf(header));

  it("names its columns in any order and case, with any hyphens", async () => {
    const columns = await headed("E_MAIL,TEAM".replace("E_MAIL", "Email") + ",Name,Manager-Email,start_date,Time zone");
    expect([...columns]).toEqual([
      ["email", 0],
      ["team", 1],
      ["name", 2],
      ["manager email", 3],
      ["start date", 4],
      ["timezone", 5],
    ]);
  });

  it.each([
    ["one twice", "name,email,team,Name", /The column Name stands there twice/],
    ["an unknown one", "name,email,team,manger email", /There is no column manger email: did you mean manager email\?/],
    [
      "one of an object's own",
      "name,email,team,__proto__",
      /There is no column __proto__: take it out; known are name,/,
    ],
    ["constructor", "name,email,team,constructor", /There is no column constructor/],
    ["one without a name", "name,email,team,", /a column without a name/],
    ["missing ones", "name,title", /missing: email, team/],
    ["semicolons", "name;email;team", /separated by semicolons/],
    ["no table", "%PDF-1.7", /There is no column %PDF-1.7/],
  ])("is refused: %s", async (_, text, message) => {
    const error: unknown = await headed(text).catch((reason: unknown) => reason);
    if (!(error instanceof Rejection)) throw error;
    const { problems } = error.details as { problems: Parameters<typeof placed>[0][] };
    expect(problems.map(placed).join("\n")).toMatch(message);
  });

  it("is told all that is wrong with it, within bounds", async () => {
    const error: unknown = await headed(Array.from({ length: 100 }, (_, n) => `x${n}`).join()).catch((e: unknown) => e);
    expect(error).toMatchObject({ details: { total: 101, problems: { length: mostProblems } } });
  });
});
