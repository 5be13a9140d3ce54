import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, readFileSync } from "node:fs";
import { postgresLogUse } from "../../src/infra/postgres/logUse.ts";
import { call, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

const database = useDatabase();
const folder = useTemporaryFolder();
const settings = () => ({ DATABASE_URL: database().url, MUSTER_HOME: folder("home") });
const add = (name: string, ...more: readonly string[]) =>
  ["member", "add", "--name", name, "--email", `${name}@example.org`, "--team", "t", ...more] as const;

beforeAll(async () => {
  mkdirSync(folder("home"));
  expect(await call(settings(), ...add("ada", "--new-team"))).toMatchObject({ code: 0, err: "" });
});

describe("muster keys rotate", () => {
  it("says what was done, where the keys are and what to do with them, and shows none", async () => {
    const { code, out, err } = await call(settings(), "keys", "rotate");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^The log has new keys \([0-9a-f]{16}\)\.\nAddresses .* claimed anew: 1\. Data keys .*: 1\.$/m);
    expect(out).toContain(`They are in the key file ${folder("home", "keys.json")}. Copy it to every other machine`);
    expect(out).toMatch(/^Back the new keys up now/m);
    const { guardKey } = JSON.parse(readFileSync(folder("home", "keys.json"), "utf8")) as { guardKey: string };
    expect(out).not.toContain(guardKey);
    expect(await call(settings(), ...add("ada"))).toMatchObject({ code: 3 });
    expect(await call(settings(), "verify")).toMatchObject({ code: 0 });
  });

  it("answers a program with one document", async () => {
    const { code, out } = await call(settings(), "keys", "rotate", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      keyFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      claims: 1,
      dataKeys: expect.any(Number) as unknown,
      resumed: false,
      keys: { path: folder("home", "keys.json"), inUse: true },
      position: expect.stringMatching(/^\d+$/) as unknown,
    });
  });

  it("says where the text lies that goes into MUSTER_KEYS, and what is refused until it is there", async () => {
    const keys = readFileSync(folder("home", "keys.json"), "utf8");
    const container = { DATABASE_URL: database().url, MUSTER_HOME: folder("box"), MUSTER_KEYS: keys };
    mkdirSync(folder("box"));
    const { code, out } = await call(container, "keys", "rotate");
    expect(code).toBe(0);
    expect(out).toContain(`Their text is in ${folder("box", "rotated-keys.json")}. Put it into MUSTER_KEYS`);
    const refused = await call(container, ...add("eve"));
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(/keys were rotated since.*copy them from the machine that/);
    const carried = readFileSync(folder("box", "rotated-keys.json"), "utf8");
    expect(await call({ ...container, MUSTER_KEYS: carried }, ...add("eve"))).toMatchObject({ code: 0 });
    const doctor = await call({ ...container, MUSTER_KEYS: carried }, "doctor", "--json");
    expect(JSON.parse(doctor.out)).toMatchObject({ keyFile: "MUSTER_KEYS" });
    for (const secret of carried.match(/[A-Za-z0-9+/]{43}=/g) ?? []) expect(doctor.out).not.toContain(secret);
  });

  it("is refused as a conflict while another process works on the log", async () => {
    const use = postgresLogUse(database().pool);
    await use.share();
    const { code, err } = await call(settings(), "keys", "rotate");
    expect(code).toBe(4);
    expect(err).toMatch(/^Other processes work on this log \(muster .*\): end them, on every machine/);
    await use.close();
  });
});
