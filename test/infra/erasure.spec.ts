import { describe, expect, it } from "@jest/globals";
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyWrapping } from "../../src/infra/crypto/keyWrapping.ts";
import { destroyedKeyFile } from "../../src/infra/files/destroyedKeyFile.ts";
import { postgresDataKeys } from "../../src/infra/postgres/dataKeys.ts";
import { postgresBegunErasures, postgresKeyDestruction } from "../../src/infra/postgres/erasure/keyDestruction.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { readyRoles } from "../../src/infra/postgres/roles.ts";
import { useDatabase } from "../support/postgres.ts";

const database = useDatabase();
const wrapping = keyWrapping(new Uint8Array(32).fill(1));
const dataKeys = () => postgresDataKeys(database().pool, wrapping);
const keyOf = async (subject: string) => (await dataKeys().forSubjects([subject])).get(subject)?.keyId ?? "";

describe("a data key that is destroyed", () => {
  it("is gone for every process that had it open, once that is answered", async () => {
    const [one, other] = [dataKeys(), dataKeys()];
    const keyId = (await one.forSubjects(["ada"])).get("ada")?.keyId ?? "";
    const kept = await keyOf("bob");
    expect((await other.load([keyId])).get(keyId)).toMatchObject({ keyId });
    await postgresKeyDestruction(database().pool).destroy([keyId]);
    for (const keys of [one, other]) {
      expect((await keys.load([keyId, kept])).get(keyId)).toBe("destroyed");
      expect((await keys.load([kept])).get(kept)).toMatchObject({ keyId: kept });
    }
  });

  it("is destroyed again where it comes back, and that is to be told", async () => {
    const care = postgresKeyDestruction(database().pool);
    const keyId = await keyOf("cid");
    expect(await care.present(["cid", "nobody"])).toEqual([{ keyId, subject: "cid" }]);
    await care.destroyAgain([keyId]);
    await care.destroyAgain([keyId]);
    expect(await care.cameBack()).toEqual([{ keyId, subject: "cid" }]);
    await care.told([keyId]);
    expect(await care.cameBack()).toEqual([]);
    expect(await care.destroyed()).toContainEqual({
      ...{ keyId, subject: "cid" },
      destroyedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
    });
  });

  it("is destroyed by the owner's function alone, which no working role may call", async () => {
    const roles = await readyRoles(database().pool);
    if (!roles.inUse) throw new Error(`There are no roles here: ${roles.why}.`);
    for (const role of ["appender", "projector", "reader"] as const) {
      const pool = openPool(database().url, { role: roles.names[role] });
      await expect(pool.query("select from muster.destroy_keys('{}', false)")).rejects.toMatchObject({ code: "42501" });
      await expect(pool.query("update muster.data_keys set wrapped = null")).rejects.toMatchObject({ code: "42501" });
      await pool.end();
    }
  });

  it("is noted as begun until it is done, or nothing came of it", async () => {
    const begun = postgresBegunErasures(database().pool);
    const [first, second, ada] = ["1", "2", "a"].map((digit) => `0b57a1b2-0000-8000-8000-00000000000${digit}`);
    if (!first || !second || !ada) throw new Error("These are three ids.");
    await begun.begin(first, ada);
    await begun.begin(second, ada);
    await begun.dropped(first);
    expect(await begun.unfinished()).toEqual([ada]);
    await begun.abandoned(ada);
    expect(await begun.unfinished()).toEqual([ada]);
    await begun.done(ada);
    expect(await begun.unfinished()).toEqual([]);
  });
});

describe("the list of destroyed keys", () => {
  it("is for its owner alone, grows by what is new, and reads past a line that a crash cut off", async () => {
    const folder = mkdtempSync(join(tmpdir(), "muster-destroyed-"));
    try {
      const path = join(folder, "destroyed-keys.jsonl");
      const list = destroyedKeyFile(path);
      const key = (keyId: string) => ({ keyId, subject: "ada", destroyedAt: "2026-01-07T12:00:00.000Z" });
      expect(await list.read()).toEqual([]);
      await list.add([key("one"), key("two")]);
      expect(statSync(path).mode & 0o077).toBe(0);
      appendFileSync(path, '{"keyId":"thr');
      await list.add([key("two"), key("three")]);
      expect((await list.read()).map(({ keyId }) => keyId)).toEqual(["one", "two", "three"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
