import { describe, expect, it } from "@jest/globals";
import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");
const files = (...patterns: readonly string[]): readonly string[] =>
  globSync(patterns, { cwd: root, exclude: ["**/node_modules", "**/.*", "dist"] }).sort();
const documents = files("*.md", "docs/**/*.md");
const records = documents.filter((file) => file.startsWith("docs/adr/"));

const mentions = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))].sort();

/** The anchors that a page's headings have on the web. */
const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("docs/tests.md", () => {
  it("names every test file, and none that is not there", async () => {
    const named = mentions(await read("docs/tests.md"), /`(test\/[\w/.-]+\.(?:test|spec)\.ts)`/g);
    expect(named).toEqual(files("test/**/*.{test,spec}.ts"));
  });
});

describe("the README's settings", () => {
  it("are those that the configuration knows", async () => {
    const sources = await Promise.all(files("src/config*.ts").map(read));
    const known = mentions(sources.join("\n"), /^ {2}([A-Z][A-Z_]+):/gm);
    expect(mentions(await read("README.md"), /^\| `([A-Z_]+)` \|/gm)).toEqual(known);
  });
});

describe("a record of a decision", () => {
  it("has a number of its own, without a gap", () => {
    const numbers = records.map((file) => Number(/\/(\d{4})-/.exec(file)?.[1]));
    expect(numbers).toEqual(records.map((_, index) => index + 1));
  });

  it.each(records)("%s says in which surroundings, what, and what follows", async (file) => {
    const text = await read(file);
    const number = Number(/\/(\d{4})-/.exec(file)?.[1]);
    expect(text).toMatch(new RegExp(`^# ${number}\\. `));
    for (const part of ["Context", "Decision", "Consequences"]) expect(text).toContain(`\n## ${part}\n`);
  });
});

describe.each(documents)("%s", (file) => {
  it("links to pages and places that are there", async () => {
    const text = await read(file);
    for (const link of mentions(text, /\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      expect([link, existsSync(join(root, target))]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchors(await read(target))).toContain(anchor);
    }
  });
});
