import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseDocument } from "../../../src/app/preferences/document.ts";
import { hashOf, readOwned } from "../../../src/app/preferences/ownedKeys.ts";
import { restoreOwned } from "../../../src/app/preferences/restoreOwned.ts";
import { log, sample, source, step, written } from "./support.ts";

type Json = Record<string, unknown>;
const parsed = (text: string) =>
  JSON.parse(text.replace(/^\uFEFF/, "")) as { my_team: Json & { members: Json[]; sync: Json } } & Json;
const restored = (text: string, backup: string) =>
  restoreOwned(parseDocument("now", text), parseDocument("backup", backup));
const asCrlf = (text: string) => text.replaceAll("\n", "\r\n");
const minified = (text: string) => JSON.stringify(JSON.parse(text));

/** The text without the values that Muster owns, and without the two keys that it adds. */
function foreign(text: string): string {
  const added = /,\s*"(query|sync)"\s*:\s*\{[^}]*\}/g;
  return text
    .replace(added, "")
    .replace(/,\s*"queues": \["[^\]\r\n]*\](?= \})/g, "")
    .replace(`"team_source": "database"`, `"team_source": "json"`);
}

describe("writing the owned keys into the file", () => {
  it("writes members with their queues, the team's queues, the query and the stamp", () => {
    const file = parsed(written(sample()));
    expect(file.my_team.members).toHaveLength(11);
    expect(file.my_team.members[0]).toEqual({
      name: "Trevor Harte",
      email: "trevor.harte@orro.group",
      queues: ["Cloud - Infrastructure", "Cloud - Security", "Cloud - L3 Escalation"],
    });
    expect(file["team_source"]).toBe("database");
    expect(file.my_team.sync).toMatchObject({ position: "61", recordedAt: "2026-01-07T23:59:59.000Z", log });
  });

  it("hashes the owned values, all of them but the hash itself", () => {
    const { team_source, my_team } = parsed(written(sample()));
    const { sha256, ...stamp } = my_team.sync;
    const { members, queues, query } = my_team as Json;
    expect(sha256).toBe(hashOf({ team_source, my_team: { members, queues, query, sync: stamp } }));
  });

  it.each([
    ["as it is", sample()],
    ["with a byte order mark", `\uFEFF${sample()}`],
    ["with CRLF", asCrlf(sample())],
    ["with tabs", sample().replaceAll("  ", "\t")],
    ["with a newline at its end", `${sample()}\n\n`],
    ["with odd spaces and escapes", sample().replace(`"role": "service`, `"role"  :\t"\\u0073ervice`)],
  ])("changes nothing else in a file %s", (_, text) => {
    expect(foreign(written(text))).toBe(text);
  });

  it("writes a file of one line on one line", () => {
    const text = written(minified(sample()));
    expect(text).not.toMatch(/\s\n|\n/);
    expect(text).toBe(minified(text));
  });

  it("leaves an entry's own notes, layout and the white space around it alone", () => {
    const text = sample().replace(`"name": "Olli Ojala",`, `"desk":  [1,2 ,3], "name": "Olli Ojala",`);
    const rows = source().rows.map((row) => (row.name === "Olli Ojala" ? { ...row, name: "Olli O." } : row));
    expect(written(text, source({ rows }))).toContain(`{ "desk":  [1,2 ,3], "name": "Olli O.", "email"`);
  });

  it("takes a leaver's line out and puts a joiner's in, and touches no other line", () => {
    const before = written(sample());
    const joiner = { name: "Ada L", email: "ada@orro.group", team: "engineering", active: true, queues: [] };
    const rows = [joiner, ...source().rows.filter(({ name }) => name !== "Dion Jewell" && name !== "Trevor Harte")];
    const lines = (text: string) =>
      text.split("\n").filter((line) => line.includes(`"email":`) && !line.includes("digest"));
    const after = lines(written(before, source({ rows, position: 62n })));
    const unchanged = lines(before).filter((line) => !/Dion|Trevor|Daniel/.test(line));
    const last = lines(before).find((line) => line.includes("Daniel"));
    expect(after).toEqual([
      ...unchanged,
      `${last},`,
      `      { "name": "Ada L", "email": "ada@orro.group", "queues": [] }`,
    ]);
  });

  it("empties the list and fills it again", () => {
    const empty = written(sample(), source({ rows: [] }));
    expect(parsed(empty).my_team.members).toEqual([]);
    expect(parsed(written(empty, source({ position: 62n }))).my_team.members).toHaveLength(11);
  });

  it("writes the keys where they are lacking", () => {
    const text = `{\n\t"my_team": {\n\t\t"team": "engineering"\n\t}\n}\n`;
    expect(written(text, source({ rows: [], queues: [] }))).toMatch(
      /^\{\n\t"my_team": \{\n\t\t"team": "engineering",\n\t\t"members": \[\],\n\t\t"queues": \[\],\n\t\t"query": \{\n\t\t\t"command"/,
    );
  });

  it("writes names in any script as they are", () => {
    const rows = ["مريم", "王小明", "👩‍💻 Zoë", `Rob'; -- "q"`].map((name, n) => ({
      ...{ name, email: `m${n}@orro.group`, team: "engineering", active: true, queues: [] },
    }));
    expect(
      parsed(written(sample(), source({ rows })))
        .my_team.members.map(({ name }) => name)
        .sort(),
    ).toEqual(rows.map(({ name }) => name).sort());
  });
});

describe("what there is to do to the file", () => {
  const now = written(sample());

  it("nothing, once it says what the tables say", () => expect(step(now)).toEqual({ kind: "current" }));

  it("a new stamp, once the tables are further", () =>
    expect(parsed(written(now, source({ position: 70n }))).my_team.sync["position"]).toBe("70"));

  it("never backwards", () => expect(step(now, source({ position: 60n, rows: [] }))).toEqual({ kind: "ahead" }));

  it("nothing to a file that nobody has imported, whatever the tables say", () =>
    expect(step(sample(), source({ rows: [] }), { adopt: false })).toEqual({ kind: "never-written" }));

  it("nothing to a file that another log keeps, unless it is adopted", () => {
    const other = "0190a5b0-0000-8000-8000-000000000002";
    expect(step(now, source({ position: 5n }), { log: other, adopt: false })).toEqual({ kind: "foreign" });
    expect(parsed(written(now, source({ position: 5n }), { log: other })).my_team.sync).toMatchObject({
      position: "5",
      log: other,
    });
  });

  it("names the keys in which a person changed what Muster wrote", () => {
    const text = now
      .replace("Olli Ojala", "Olli the Great")
      .replace(`"team_source": "database"`, `"team_source": "json"`);
    const edited = ["team_source", "my_team.members"];
    expect(step(text, source(), { adopt: false })).toMatchObject({ kind: "write", edited, keepPresent: true });
    expect(step(sample())).toMatchObject({ kind: "write", edited: [], keepPresent: true });
    expect(step(now, source({ position: 70n }))).toMatchObject({ kind: "write", edited: [], keepPresent: false });
  });

  it("does not take a person's own keys for an edit", () => {
    const text = now
      .replace(`"team": "engineering",`, `"team": "engineering", "lead": "x",`)
      .replace(`{ "name": "Olli`, `{ "desk": 4, "name": "Olli`);
    expect(step(text)).toEqual({ kind: "current" });
  });

  it("sees an edit of half a surrogate pair, which no hash covers", () =>
    expect(step(now.replace("Olli", String.raw`\ud800`))).toMatchObject({
      kind: "write",
      edited: ["my_team.members"],
    }));

  it("sees that a person has taken the stamp out", () => {
    const text = now.replace(/,\s*"sync": \{[^}]*\}/, "");
    expect(step(text, source(), { adopt: false })).toMatchObject({ kind: "write", edited: ["my_team.sync"] });
  });

  it("puts a list of members back that a person made into something else", () => {
    const text = now.replace(/"members": \[[^]*?\n {4}\]/, `"members": "none"`);
    expect(parsed(written(text)).my_team.members).toHaveLength(11);
  });
});

describe("giving the owned keys their original bytes back", () => {
  it.each([
    ["the sample", sample()],
    ["a marked file with CRLF", `\uFEFF${asCrlf(sample())}`],
    ["a file of one line", minified(sample())],
    ["a file without the keys", `{ "my_team": {"team":"engineering"} }`],
    [
      "owned keys that come first",
      `{"team_source":"json","my_team":{"queues":[],"members":[ ],"team":"engineering"},"z":1}`,
    ],
    ["strange white space", sample().replace(`"queues": [`, `"queues"\n:   [\n\n`)],
  ])("undoes the write byte for byte: %s", (_, text) => {
    const once = written(text);
    const twice = written(once, source({ position: 99n, rows: source().rows.slice(3) }));
    expect(restored(twice, text)).toBe(text);
  });

  it("keeps what a person has changed elsewhere since", () => {
    const mine = (text: string) =>
      text
        .replace(`"concise"`, `"chatty"`)
        .replace(`"team": "engineering",`, `"team": "engineering",\n    "lead": "x",`)
        .replace(/\n\}$/, `,\n  "new": [ 1 ]\n}`);
    expect(restored(mine(written(sample())), sample())).toBe(mine(sample()));
  });

  it("keeps keys that a person added behind Muster's", () => {
    const text = written(sample()).replace(/(\n {4}\})(\n {2}\},\n {2}"notif)/, `$1,\n    "mine": true$2`);
    const expected = sample().replace(/(\n {4}\])(\n {2}\},\n {2}"notif)/, `$1,\n    "mine": true$2`);
    expect(restored(text, sample())).toBe(expected);
  });

  it("holds for random files", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const key = fc
      .string()
      .filter(
        (k) => !["team_source", "my_team", "members", "queues", "query", "sync", "team", "__proto__"].includes(k),
      );
    const owned = fc.record(
      { members: fc.constant([{ name: "Olli", email: "o@x.org" }]), queues: fc.uniqueArray(fc.string()) },
      { requiredKeys: [] },
    );
    const file = fc.record({
      before: fc.dictionary(key, value),
      source: fc.option(fc.constant("json"), { nil: undefined }),
      team: fc.tuple(fc.dictionary(key, value), owned, fc.dictionary(key, value)),
      after: fc.dictionary(key, value),
      indent: fc.constantFrom(undefined, "  ", "    ", "\t"),
      crlf: fc.boolean(),
      mark: fc.constantFrom("", "\uFEFF"),
      end: fc.constantFrom("", "\n"),
    });
    fc.assert(
      fc.property(file, ({ before, source: from, team: [a, b, c], after, indent, crlf, mark, end }) => {
        const value = { ...before, team_source: from, my_team: { ...a, team: "engineering", ...b, ...c }, ...after };
        const json = JSON.stringify(value, null, indent);
        const text = mark + (crlf ? asCrlf(json) : json) + end;
        const once = written(text);
        const found = readOwned(parseDocument("f", once));
        expect(found.intact).toBe(true);
        expect(parsed(once)).toMatchObject(JSON.parse(JSON.stringify({ ...before, ...after })) as Json);
        expect(restored(written(once, source({ position: 70n, rows: [] })), text)).toBe(text);
      }),
    );
  });
});
