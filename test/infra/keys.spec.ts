import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardKey } from "../../src/infra/crypto/guardKey.ts";
import { BadKeyFile, openKeyFile } from "../../src/infra/crypto/keyFile.ts";
import { keyWrapping, WrongWrappingKey } from "../../src/infra/crypto/keyWrapping.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { postgresDataKeys } from "../../src/infra/postgres/dataKeys.ts";
import { useDatabase } from "../support/postgres.ts";

const secret = (byte: number) => new Uint8Array(32).fill(byte);

describe("sealing", () => {
  const key = { keyId: "k", bytes: secret(1) };
  const text = 'Ångström "A" 🌊 \u0000 end';

  it("gives back what was sealed", () =>
    expect(aesSealing.open(key, "e/T", aesSealing.seal(key, "e/T", text))).toBe(text));
  it("never seals twice alike", () => {
    const nonces = Array.from({ length: 2000 }, () => aesSealing.seal(key, "e/T", text).iv);
    expect(new Set(nonces).size).toBe(nonces.length);
  });
  it("refuses another key, another event, and a changed text", () => {
    const sealed = aesSealing.seal(key, "e/T", text);
    expect(() => aesSealing.open({ ...key, bytes: secret(2) }, "e/T", sealed)).toThrow();
    expect(() => aesSealing.open(key, "other/T", sealed)).toThrow();
    const bytes = Buffer.from(sealed.ciphertext, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(() => aesSealing.open(key, "e/T", { ...sealed, ciphertext: bytes.toString("base64") })).toThrow();
  });
  it("refuses a tag that was cut short", () => {
    const sealed = aesSealing.seal(key, "e/T", "");
    const cut = Buffer.from(sealed.ciphertext, "base64").subarray(0, 8).toString("base64");
    expect(() => aesSealing.open(key, "e/T", { ...sealed, ciphertext: cut })).toThrow();
  });
});

describe("the guard key", () => {
  it("hides a text the same way each time, and differently under another key", () => {
    expect(guardKey(secret(1)).hash("a@b")).toBe(guardKey(secret(1)).hash("a@b"));
    expect(guardKey(secret(1)).hash("a@b")).not.toBe(guardKey(secret(2)).hash("a@b"));
    expect(guardKey(secret(1)).fingerprint).not.toBe(guardKey(secret(2)).fingerprint);
  });
});

describe("the key file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-keys-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is made once, for its owner alone, whoever asks at the same time", async () => {
    const path = join(folder, "keys.json");
    const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyFile(path)));
    expect(new Set(opened.map(({ guardKey: key }) => Buffer.from(key).toString("hex"))).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["keys.json"]);
  });
  it("gives the same keys again", async () => {
    const path = join(folder, "keys.json");
    expect(await openKeyFile(path)).toEqual(await openKeyFile(path));
  });
  it("is refused where others can read it", async () => {
    const path = join(folder, "keys.json");
    await openKeyFile(path);
    await chmod(path, 0o644);
    await expect(openKeyFile(path)).rejects.toThrow(/can be read by others.*chmod 600/);
  });
  it.each(["", "{", "[]", '{"version":1,"wrappingKey":"AA==","guardKey":"AA=="}', '{"version":2}'])(
    "is refused when damaged, and left as it is: %s",
    async (text) => {
      const path = join(folder, "keys.json");
      await writeFile(path, text, { mode: 0o600 });
      await expect(openKeyFile(path)).rejects.toThrow(BadKeyFile);
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );
  it("is refused where its folder is not there", () =>
    expect(openKeyFile(join(folder, "no", "keys.json"))).rejects.toThrow(/cannot be made/));
});

describe("data keys in Postgres", () => {
  const database = useDatabase();
  const store = (byte = 1) => postgresDataKeys(database().pool, keyWrapping(secret(byte)));

  it("are one a subject, also where several processes make the first at once", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => store().forSubjects(["m1", "m2"])));
    expect(new Set(made.map((keys) => keys.get("m1")?.keyId)).size).toBe(1);
    expect(made[0]?.get("m1")?.keyId).not.toBe(made[0]?.get("m2")?.keyId);
  });
  it("are there for another process as soon as they are answered", async () => {
    const key = (await store().forSubjects(["m3"])).get("m3");
    expect(key?.bytes).toHaveLength(32);
    expect((await store().load([key?.keyId ?? ""])).get(key?.keyId ?? "")).toEqual(key);
  });
  it("lie there wrapped", async () => {
    const key = (await store().forSubjects(["m4"])).get("m4");
    const { rows } = await database().pool.query<{ wrapped: Buffer }>(
      "select wrapped from muster.data_keys where subject = 'm4'",
    );
    expect(rows[0]?.wrapped.includes(Buffer.from(key?.bytes ?? []))).toBe(false);
  });
  it("do not open under another wrapping key", async () => {
    await store().forSubjects(["m5"]);
    await expect(store(2).forSubjects(["m5"])).rejects.toThrow(WrongWrappingKey);
  });
  it("are told apart from keys that never were once destroyed, and the subject's next key is another", async () => {
    const before = (await store().forSubjects(["m6"])).get("m6")?.keyId ?? "";
    await database().pool.query(
      "update muster.data_keys set wrapped = null, destroyed_at = now() where subject = 'm6'",
    );
    const never = "00000000-0000-4000-8000-000000000000";
    expect(await store().load([before, never])).toEqual(new Map([[before, "destroyed"]]));
    expect((await store().forSubjects(["m6"])).get("m6")?.keyId).not.toBe(before);
  });
});
