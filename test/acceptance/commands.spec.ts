import { beforeAll, describe, expect, it } from "@jest/globals";
import { copyFileSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, callOn, type Settings, testTerminal, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** Each command once, on one team that grows from test to test. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
const settings = (): Settings => ({
  DATABASE_URL: database().url,
  MUSTER_HOME: folder("home"),
  MUSTER_TIMEZONE: "UTC",
});
const examples = join(import.meta.dirname, "../../examples");
const today = new Date().toISOString().slice(0, 10);
const dayBefore = (date: string, days: number) =>
  new Date(Date.parse(date) - days * 86_400_000).toISOString().slice(0, 10);
const id: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
const decimal: unknown = expect.stringMatching(/^\d+$/);
const instant: unknown = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

async function json(...argv: readonly string[]): Promise<unknown> {
  const { code, out, err } = await call(settings(), ...argv, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
}

async function text(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await call(settings(), ...argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

/** The types of the events that a change recorded. */
async function recorded(...argv: readonly string[]): Promise<readonly string[]> {
  const { events } = (await json(...argv)) as { readonly events: readonly { readonly type: string }[] };
  return events.map(({ type }) => type);
}

beforeAll(() => {
  mkdirSync(folder("home"));
  copyFileSync(join(examples, "user_preferences.json"), folder("prefs.json"));
});

describe("import", () => {
  it("shows its plan and changes nothing in a dry run", async () => {
    const out = await text("import", folder("prefs.json"), "--dry-run", "--assigned-date", "2024-07-01");
    expect(out).toMatch(/^This would add 11 members, 33 assignments and 3 queues from .* Nothing was changed\.$/m);
    expect(out).toContain("- register Olli Ojala from 2024-07-01 with 3 queues");
    expect(await json("roster")).toEqual([]);
  });

  it("says what it has done, in the shape that programs rely on", async () => {
    expect(await json("import", folder("prefs.json"))).toMatchObject({
      membersRegistered: 11,
      assignmentsMade: 33,
      alreadyPresent: { members: 0, assignments: 0 },
      backup: expect.stringContaining(folder("prefs.json.backup-")),
      verified: true,
      position: decimal,
    });
  });

  it("does nothing again, and compares with another roster", async () => {
    const out = await text("import", folder("prefs.json"), "--compare", join(examples, "engineering_team_roster.json"));
    expect(out).toMatch(/^Nothing to do for .*: 11 members and 33 assignments were there already\.$/m);
    expect(out).toContain("The other roster says the same.");
  });

  it("ends with 1 where the other roster differs, and lists how", async () => {
    const other = JSON.parse(readFileSync(join(examples, "engineering_team_roster.json"), "utf8")) as {
      members: { name: string; queues: string[] }[];
    };
    other.members[0]?.queues.pop();
    writeFileSync(folder("other.json"), JSON.stringify(other));
    const { code, out } = await call(settings(), "import", folder("prefs.json"), "--compare", folder("other.json"));
    expect(code).toBe(1);
    expect(out).toContain("The other roster differs in 1 place:");
    expect(out).toMatch(/^queues +trevor\.harte@orro\.group/m);
  });
});

describe("roster", () => {
  it("is an array of members in the shape that programs rely on", async () => {
    const members = (await json("roster")) as readonly object[];
    expect(members).toHaveLength(11);
    const queue = (name: string) => ({ queue: name, type: "primary", assignedDate: "2025-01-01" });
    expect(members[0]).toEqual({
      memberId: id,
      name: "Abdallah Ziadeh",
      email: "abdallah.ziadeh@orro.group",
      team: "engineering",
      title: null,
      active: true,
      managerId: null,
      startDate: "2025-01-01",
      endDate: null,
      queues: ["Cloud - Infrastructure", "Cloud - L3 Escalation", "Cloud - Security"].map(queue),
    });
  });

  it("is a table for a person, in colour for one who watches and wants it", async () => {
    const bold = `${String.fromCodePoint(0x1b)}[1m`;
    expect(await text("roster")).toMatch(/^Name +Email +Team +Since +Queues\n─/);
    const watched = { out: true, err: false };
    const coloured = testTerminal(settings(), { watched });
    expect(await callOn(coloured.terminal, "roster")).toBe(0);
    expect(coloured.said.out).toContain(bold);
    const plain = testTerminal({ ...settings(), NO_COLOR: "1" }, { watched });
    expect(await callOn(plain.terminal, "roster")).toBe(0);
    expect(plain.said.out).not.toContain(bold);
  });

  it("is of one team where one is named", async () => {
    expect(await json("roster", "--team", "engineering")).toHaveLength(11);
    expect(await text("roster", "--team", "nobody's")).toBe("Nobody is on that team.\n");
  });
});

it("an import that is not verified says where in the file", async () => {
  await recorded("member", "update", "Olli Ojala", "--name", "Olli O");
  const mine = readFileSync(folder("prefs.json"), "utf8");
  writeFileSync(folder("again.json"), mine.replace('"Olli O"', '"Olli Ojala"'));
  const { code, out } = await call(settings(), "import", folder("again.json"));
  expect(code).toBe(1);
  expect(out).toMatch(/^Place +Email +What +Expected +Found$/m);
  expect(out).toMatch(/^my_team\.members\[4\], line \d+ +olli\.ojala@orro\.group +name +Olli Ojala +Olli O$/m);
  await recorded("member", "update", "Olli O", "--name", "Olli Ojala");
  expect(await call(settings(), "import", folder("prefs.json"))).toMatchObject({ code: 0 });
});

describe("member", () => {
  it("add registers one, and answers with what was recorded", async () => {
    const start = dayBefore(today, 30);
    const ada = ["--name", "Ada Lovelace", "--email", "ada@example.com", "--team", "engineering", "--start", start];
    expect(await json("member", "add", ...ada, "--title", "Analyst", "--skill", "maths", "looms")).toEqual({
      id,
      changed: true,
      revision: "0",
      position: decimal,
      events: [
        {
          eventId: id,
          type: "MemberRegistered",
          effectiveOn: start,
          data: {
            ...{ memberId: id, name: "Ada Lovelace", email: "ada@example.com", team: "engineering", newTeam: false },
            ...{ title: "Analyst", managerId: null, timezone: null, skills: ["maths", "looms"] },
          },
        },
      ],
    });
  });

  it("add founds a team where it is said to be new, and tells a person in words", async () => {
    const grace = ["--name", "Grace Hopper", "--email", "grace@example.com", "--team", "navy", "--new-team"];
    const out = await text("member", "add", ...grace, "--start", dayBefore(today, 40), "--manager", "Olli Ojala");
    expect(out).toMatch(
      /^Grace Hopper <grace@example\.com> joins navy, a new team, on \d{4}-\d{2}-\d{2}\.\n\nName +Email/,
    );
    expect(out).toMatch(/^Grace Hopper .* Olli Ojala /m);
    expect(await text("roster", "--team", "navy")).toMatch(/^Grace Hopper .* Olli Ojala /m);
  });

  it("update changes several fields in one change, once", async () => {
    const change = ["member", "update", "ada@example.com", "--name", "Ada King", "--team", "navy", "--no-title"];
    const more = ["--manager", "Grace Hopper", "--date", dayBefore(today, 20), "--reason", "married"];
    const types = ["MemberRenamed", "MemberTransferred", "ManagerChanged", "MemberDetailsChanged"];
    expect(await recorded(...change, ...more)).toEqual(types);
    expect(await text(...change, ...more)).toMatch(/^Nothing to change: it is so already\.\n/);
  });

  it("show and history tell of them", async () => {
    expect(await json("member", "show", "Ada King")).toMatchObject({
      ...{ memberId: id, name: "Ada King", team: "navy", title: null, managerId: id, skills: ["maths", "looms"] },
      ...{ revision: decimal, position: decimal, updatedAt: instant },
    });
    expect(await text("member", "show", "ADA@example.com")).toMatch(/^Reports to +Grace Hopper$/m);
    const [newest] = (await json("member", "history", "ada@example.com")) as readonly object[];
    expect(newest).toMatchObject({
      ...{ historyId: expect.any(String), memberId: id, eventId: id, position: decimal, changedAt: instant },
      ...{ effectiveOn: dayBefore(today, 20), changedBy: "os:tester", reason: "married" },
    });
    expect(await text("member", "history", "ada@example.com")).toMatch(
      / MemberRenamed +name +Ada Lovelace +Ada King +os:tester/,
    );
    expect(await text("member", "history", "ada@example.com")).toMatch(
      / ManagerChanged +manager_id +Grace Hopper +os:tester/,
    );
  });

  it("deactivate needs a new manager for the reports, and closes the assignments", async () => {
    await recorded("assign", "grace@example.com", "Cloud - Security", "--date", dayBefore(today, 10));
    const leave = ["member", "deactivate", "grace@example.com", "--reason-code", "retirement"];
    const { code, err } = await call(settings(), ...leave);
    expect({ code, err }).toEqual({
      code: 3,
      err: "Ada King reports to Grace Hopper: say who they report to from then on. Use --reports-to <member>.\n",
    });
    const last = ["--last-day", dayBefore(today, 5), "--reports-to", "Olli Ojala", "--note", "a long way"];
    expect(await recorded(...leave, ...last)).toEqual(["ManagerChanged", "MemberDeactivated"]);
    expect(await json("roster", "--all", "--team", "navy")).toMatchObject([
      { name: "Ada King", active: true },
      { name: "Grace Hopper", active: false, endDate: dayBefore(today, 5), queues: [] },
    ]);
    expect(await json("roster", "--team", "navy")).toHaveLength(1);
  });

  it("reactivate brings them back with what they covered; rehire begins anew; void takes back", async () => {
    expect(await recorded("member", "reactivate", "Grace Hopper", "--date", dayBefore(today, 3))).toEqual([
      "MemberReactivated",
      "QueueAssigned",
    ]);
    const leave = ["member", "deactivate", "Grace Hopper", "--reason-code", "other", "--last-day", dayBefore(today, 2)];
    expect(await recorded(...leave)).toEqual(["MemberDeactivated"]);
    const rehire = ["member", "rehire", "Grace Hopper", "--start", today, "--title", "Admiral", "--no-manager"];
    expect(await recorded(...rehire)).toEqual(["MemberRehired"]);
    expect(await json("member", "show", "Grace Hopper")).toMatchObject({
      title: "Admiral",
      startDate: today,
      queues: [],
    });
    const voided = ["member", "void", "Grace Hopper", "--reason", "a test"];
    const { code, err } = await call(settings(), ...voided);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("new manager of Ada King") });
    const [, offered] = /--withdraw (\S+)$/m.exec(err) ?? [];
    expect(await text(...voided, "--withdraw", offered ?? "none")).toMatch(
      /^grace@example\.com was registered in error and is no member; the address is free\.\nTaken back: Ada King reports to /,
    );
    expect((await call(settings(), "member", "show", "Grace Hopper")).code).toBe(3);
  });
});

describe("queue", () => {
  it("open, require, rename and list", async () => {
    expect(await recorded("queue", "open", "Night watch", "--minimum", "1", "--date", "2025-02-01")).toEqual([
      "QueueOpened",
      "QueueCoverageRequired",
    ]);
    expect(await recorded("queue", "require", "Night watch", "2", "--date", "2025-02-02")).toEqual([
      "QueueCoverageRequired",
    ]);
    expect(await text("queue", "rename", "Night watch", "Night shift", "--date", "2025-02-03")).toMatch(
      /^The queue Night watch is called Night shift from 2025-02-03\.$/m,
    );
    expect(await json("queue", "list")).toContainEqual({
      ...{ queueId: id, name: "Night shift", minimum: 2, open: true, openedOn: "2025-02-01", closedOn: null },
    });
  });

  it("close needs its assignments to be ended, and frees the name", async () => {
    await recorded("assign", "Ada King", "Night shift", "--date", dayBefore(today, 4));
    const { code, err } = await call(settings(), "queue", "close", "Night shift");
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringMatching(/ is covered by Ada King: .* Use --unassign\.\n$/),
    });
    expect(await recorded("queue", "close", "Night shift", "--unassign")).toEqual([
      "QueueAssignmentRemoved",
      "QueueClosed",
    ]);
    expect(await json("queue", "list")).toHaveLength(3);
    expect(await json("queue", "list", "--all")).toHaveLength(4);
  });
});

describe("assign, retype, unassign and coverage", () => {
  it("change who covers a queue, and how", async () => {
    expect(await recorded("assign", "Ada King", "cloud - security", "--type", "trainee")).toEqual(["QueueAssigned"]);
    const { code, err } = await call(settings(), "assign", "Ada King", "Cloud - Security");
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("Use muster retype.") });
    expect(await recorded("retype", "Ada King", "Cloud - Security", "--type", "backup")).toEqual([
      "QueueAssignmentRetyped",
    ]);
    expect(await json("coverage")).toContainEqual({
      ...{ queueId: id, queue: "Cloud - Security", minimum: 0, primary: 11, backup: 1, trainee: 0, covered: true },
    });
  });

  it("keep a queue's minimum, unless it is accepted by name", async () => {
    await recorded("queue", "require", "Cloud - Security", "12");
    const leave = ["unassign", "Ada King", "Cloud - Security"];
    const { code, err } = await call(settings(), ...leave, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(err)).toEqual({
      error: {
        code: "queue-would-be-uncovered",
        message: expect.stringContaining("Cloud - Security (11 left, 12 required)"),
        details: { queues: [{ queueId: id, queue: "Cloud - Security", minimum: 12, left: 11 }] },
      },
    });
    expect(await recorded(...leave, "--accept-uncovered", "Cloud - Security")).toEqual(["QueueAssignmentRemoved"]);
    expect(await text("coverage")).toMatch(/^Cloud - Security +11 +0 +0 +12 +NO$/m);
  });
});

describe("log", () => {
  type Logged = { readonly position: string; readonly type: string };

  it("is an array of the stored events with their metadata, guards with --all only", async () => {
    const events = (await json("log")) as readonly Logged[];
    expect(events[0]).toMatchObject({
      position: decimal,
      stream: expect.stringMatching(/^(queue|member)-/),
      revision: "0",
      type: "QueueOpened",
      data: { queueId: id, name: "Cloud - Infrastructure" },
      meta: {
        ...{ eventId: id, commandId: id, correlationId: id, causationId: id, schemaVersion: 1 },
        ...{ actor: { issuer: "os", subject: "tester" }, effectiveOn: "2025-01-01", recordedAt: instant },
      },
    });
    expect(events.filter(({ type }) => type.startsWith("Guard"))).toEqual([]);
    const all = (await json("log", "--all")) as readonly Logged[];
    expect(all.length).toBeGreaterThan(events.length);
    expect(all[0]).toMatchObject({ type: "LogOpened" });
  });

  it("shows the newest, or what comes after a position", async () => {
    const events = (await json("log")) as readonly Logged[];
    expect(await json("log", "--limit", "3")).toEqual(events.slice(-3));
    const after = events[4]?.position ?? "";
    expect(await json("log", "--after", after, "--limit", "2")).toEqual(events.slice(5, 7));
    expect(await json("log", "--after", events.at(-1)?.position ?? "")).toEqual([]);
    expect(await json("log", "--limit", "0")).toEqual([]);
  });

  it("is a table for a person, with names", async () => {
    const newest = await text("log", "--limit", "2");
    expect(newest).toMatch(/os:tester +QueueAssignmentRemoved +Ada King covers Cloud - Security no longer from /);
    expect(newest).toMatch(/\nThese are the newest of \d+: muster log --after 0 begins at the first\.\n$/);
    expect(await text("log", "--after", "0", "--limit", "2")).toMatch(/\nThere is more: muster log --after \d+\n$/);
  });
});

describe("export", () => {
  it("writes the team of the kept file, as the file has it", async () => {
    const exported = (await json("export")) as { my_team: { members: readonly object[] } };
    expect(exported).toMatchObject({
      team_source: "database",
      my_team: {
        team: "engineering",
        queues: expect.any(Array),
        query: expect.any(Object),
        sync: { position: decimal },
      },
    });
    expect(exported.my_team.members).toHaveLength(11);
    expect(exported.my_team.members[0]).toEqual({
      name: "Abdallah Ziadeh",
      email: "abdallah.ziadeh@orro.group",
      queues: ["Cloud - Infrastructure", "Cloud - L3 Escalation", "Cloud - Security"],
    });
  });

  it("writes a file, and over one only when forced", async () => {
    const path = folder("navy.json");
    expect(await text("export", path, "--team", "navy")).toBe(`${path} holds navy with 1 member.\n`);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ my_team: { members: [{ name: "Ada King" }] } });
    const { code, err } = await call(settings(), "export", path);
    expect({ code, err }).toEqual({ code: 2, err: `${path} is there already: --force overwrites it.\n` });
    expect(await json("export", path, "--force")).toEqual({ path, team: "engineering", members: 11 });
  });

  it("never writes through a symbolic link", async () => {
    writeFileSync(folder("precious"), "mine");
    symlinkSync(folder("precious"), folder("link"));
    expect((await call(settings(), "export", folder("link"))).code).toBe(2);
    await text("export", folder("link"), "--force");
    expect(readFileSync(folder("precious"), "utf8")).toBe("mine");
    expect(lstatSync(folder("link")).isSymbolicLink()).toBe(false);
  });

  it.each([
    ["no folder to be in", "nowhere/x.json"],
    ["is a folder", "home"],
  ])("says what is wrong with a path: %s", async (fault, path) => {
    const { code, err } = await call(settings(), "export", folder(path), "--force");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(fault) });
  });

  it("knows no team that nobody is on", async () => {
    expect(await call(settings(), "export", "--team", "army")).toEqual({
      code: 2,
      out: "",
      err: "Nobody is on a team army: the teams are engineering, navy.\n",
    });
  });
});

describe("the ledger", () => {
  it("shows the keys that sign, and signs with another one from then on", async () => {
    const before = (await json("ledger", "keys")) as { keys: readonly { keyId: string }[] };
    expect(before.keys).toMatchObject([{ retiredAt: null, endorsement: null }]);
    const next = await json("ledger", "rotate-key");
    expect(next).toMatchObject({ endorsement: { keyId: before.keys[0]?.keyId } });
    expect(await json("ledger", "keys")).toMatchObject({ keys: [{ retiredAt: expect.any(String) }, next] });
    expect(await json("verify")).toMatchObject({ ok: true });
  });

  it("says so where the file of heads was cut, swapped or signed by somebody else, and signs nothing over it", async () => {
    for (const name of ["one", "two", "three"]) await json("audit", "export", folder(`${name}.jsonl`));
    const heads = folder("home/ledger-heads.jsonl");
    const whole = readFileSync(heads, "utf8");
    const lines = whole.trimEnd().split("\n");
    const [last = "", before = ""] = lines.toReversed();
    const others = last.replace(/"keyId":"[0-9a-f]{16}"/, '"keyId":"0123456789abcdef"');
    const cases = [
      [lines.slice(0, -1), "the file was cut"],
      [[...lines.slice(0, -2), last, before], "its lines swapped"],
      [[...lines.slice(0, -1), others], "is known here"],
    ] as const;
    try {
      for (const [changed, told] of cases) {
        const text = `${changed.join("\n")}\n`;
        writeFileSync(heads, text);
        expect(await call(settings(), "verify")).toMatchObject({ code: 1, out: expect.stringContaining(told) });
        expect(readFileSync(heads, "utf8")).toBe(text);
      }
      writeFileSync(heads, `${lines.slice(0, -1).join("\n")}\n`);
      expect(await call(settings(), "doctor")).toMatchObject({ code: 4, out: expect.stringContaining("was cut") });
    } finally {
      writeFileSync(heads, whole);
    }
    expect(await json("verify")).toMatchObject({ ok: true });
    expect(await json("doctor")).toMatchObject({ ledger: { unsigned: { events: 0 }, fault: null, heads } });
  });

  it("gives the program that checks a hand-out without Muster", async () => {
    const program = folder("verify-bundle.mjs");
    expect(await json("audit", "verifier", program)).toMatchObject({ path: program });
    expect(readFileSync(program, "utf8")).toBe((await call(settings(), "audit", "verifier")).out);
  });

  it("hands events out, and tells by itself whether a hand-out is whole", async () => {
    const [bundle, keys] = [folder("all.jsonl"), folder("published.json")];
    const exported = await json("audit", "export", bundle);
    expect(exported).toMatchObject({ path: bundle, table: folder("all.csv"), events: expect.any(Number), unsigned: 0 });
    writeFileSync(keys, JSON.stringify(await json("ledger", "keys")));
    expect(await json("audit", "verify", bundle, "--keys", keys)).toMatchObject({
      ok: true,
      trusted: true,
      table: true,
    });
    expect(await text("audit", "verify", bundle)).toContain("compare that with what was published");
    const again = await call(settings(), "audit", "export", bundle);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("--force") });
    writeFileSync(bundle, readFileSync(bundle, "utf8").replace("MemberRegistered", "MemberRegistereD"));
    const changed = await call(settings(), "audit", "verify", bundle);
    expect(changed).toMatchObject({ code: 1, out: expect.stringContaining("NOT what was exported") });
    expect(await call(settings(), "audit", "export", bundle, "--from", "yesterday")).toMatchObject({ code: 2 });
    expect(await call(settings(), "audit", "verify", folder("none.jsonl"))).toMatchObject({ code: 2 });
  });
});

describe("rebuild, verify, doctor and db url", () => {
  it("tell that all is well", async () => {
    // A hand-out is recorded as well, and changes no row until somebody reads.
    await json("verify");
    expect(await json("rebuild")).toMatchObject({ position: decimal, changed: 0, rows: { queues: 4 } });
    expect(await json("verify")).toEqual({
      ok: true,
      position: decimal,
      checked: {
        ...{ events: expect.any(Number), members: 12, assignments: expect.any(Number) },
        ...{ history: expect.any(Number), queues: 4, file: 1 },
      },
      ledger: {
        ...{ rows: expect.any(Number), heads: expect.any(Number), elsewhere: null },
        signed: {
          count: expect.any(Number),
          position: decimal,
          signedAt: expect.any(String),
          keyId: expect.any(String),
        },
        unsigned: { events: 0, after: decimal, upTo: decimal },
      },
      first: null,
      differences: [],
    });
    expect(await json("db", "url")).toEqual({ url: database().url, embedded: false });
    expect(await text("db", "url")).toBe(`${database().url}\n`);
  });

  it("tell what is in use, without a password", async () => {
    const withPassword = new URL(database().url);
    expect(await json("doctor")).toMatchObject({
      ok: true,
      problems: [],
      home: { path: folder("home"), chosenBy: "MUSTER_HOME" },
      keyFile: folder("home", "keys.json"),
      database: { embedded: false },
      log: { kind: "postgres", position: decimal, timezone: "UTC" },
      tables: { position: decimal, worker: null, parked: [], rolledBack: false },
      file: { file: folder("prefs.json"), state: "current" },
    });
    const out = await text("doctor");
    expect(out).toContain("All is well.");
    if (withPassword.password !== "") expect(out).not.toContain(withPassword.password);
  });

  it("tell once what is wrong with everything", async () => {
    const { code, out } = await call({ ...settings(), MUSTER_KEY_FILE: "/nowhere/keys.json" }, "doctor", "--json");
    const { problems } = JSON.parse(out) as { readonly problems: readonly string[] };
    expect({ code, problems }).toEqual({
      code: 2,
      problems: ["The key file /nowhere/keys.json cannot be made: there is no such folder."],
    });
  });

  it("tell that somebody edited what Muster keeps in the file", async () => {
    const mine = readFileSync(folder("prefs.json"), "utf8");
    writeFileSync(folder("prefs.json"), mine.replace('"Olli Ojala"', '"Olly Ojala"'));
    const { code, out } = await call(settings(), "doctor");
    expect(code).toBe(1);
    expect(out).toMatch(/Something is wrong:\n- .*prefs\.json: somebody has edited what Muster keeps in it/);
    expect((await call(settings(), "verify")).code).toBe(1);
    writeFileSync(folder("prefs.json"), mine);
  });
});

describe("a call that was killed before it could project", () => {
  it("is made up for by the next one that reads", async () => {
    await database().pool.query("update muster.projection set position = 0");
    const versions = ["member", "queue", "assignment"].map((of) => `muster.${of}_versions`).join(", ");
    const rows = "team_member_history, team_queue_assignments, team_members, queues";
    await database().pool.query(`truncate ${rows}, ${versions}, muster.known_at cascade`);
    expect(await json("roster")).toHaveLength(12);
    expect(await json("verify")).toMatchObject({ ok: true });
  });
});

describe("rollback", () => {
  it("wants to be meant", async () => {
    const { code, err } = await call(settings(), "rollback");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("Say --yes to do it.") });
    expect(await json("roster")).toHaveLength(12);
  });

  it("gives the file its own values back, and refuses reads and changes until a rebuild", async () => {
    const original = readFileSync(join(examples, "user_preferences.json"), "utf8");
    expect(await text("rollback", "--yes")).toContain("The read tables are dropped; the log stays.");
    expect(readFileSync(folder("prefs.json"), "utf8")).toBe(original);
    for (const argv of [["roster"], ["queue", "open", "X"], ["coverage"], ["export"], ["member", "show", "Ada King"]])
      expect([argv, (await call(settings(), ...argv)).code]).toEqual([argv, 3]);
    expect(await json("verify")).toMatchObject({ ok: true, checked: { events: expect.any(Number) } });
    expect(await text("log", "--limit", "1")).toMatch(/QueueAssignmentRemoved/);
    const { code, out } = await call(settings(), "doctor");
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("Muster was rolled back") });
    await json("rebuild");
    expect(await json("roster")).toHaveLength(12);
  });
});
