import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { HeldKeys } from "../../src/app/ports/keySource.ts";
import { readConfig } from "../../src/config.ts";
import { guardKey } from "../../src/infra/crypto/guardKey.ts";
import { BadKeyFile, keyFile } from "../../src/infra/crypto/keyFile.ts";
import { keyEnvironment } from "../../src/infra/crypto/keyEnvironment.ts";
import { keyText, makeKeys } from "../../src/infra/crypto/keyText.ts";
import { keyWrapping, WrongWrappingKey } from "../../src/infra/crypto/keyWrapping.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { postgresDataKeys } from "../../src/infra/postgres/dataKeys.ts";
import { useDatabase } from "../support/postgres.ts";

const texts = (held: HeldKeys): string => keyText(held);

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

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
    const opened = await Promise.all(Array.from({ length: 8 }, () => keyFile(path).read()));
    expect(new Set(opened.map(({ present }) => Buffer.from(present.guardKey).toString("hex"))).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["keys.json"]);
  });
  it("gives the same keys again", async () => {
    const path = join(folder, "keys.json");
    expect(await keyFile(path).read()).toEqual(await keyFile(path).read());
  });
  it("is refused where others can read it", async () => {
    const path = join(folder, "keys.json");
    await keyFile(path).read();
    await chmod(path, 0o644);
    await expect(keyFile(path).read()).rejects.toThrow(/can be read by others.*chmod 600/);
  });
  it.each(["", "{", "[]", '{"version":1,"wrappingKey":"AA==","guardKey":"AA=="}', '{"version":2}'])(
    "is refused when damaged, and left as it is: %s",
    async (text) => {
      const path = join(folder, "keys.json");
      await writeFile(path, text, { mode: 0o600 });
      await expect(keyFile(path).read()).rejects.toThrow(BadKeyFile);
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );
  it("is refused where its folder is not there", () =>
    expect(keyFile(join(folder, "no", "keys.json")).read()).rejects.toThrow(/cannot be made/));
});

describe("a key file in a rotation", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-keys-"));
    path = join(folder, "keys.json");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("holds the next keys beside the present ones, and then those alone, for its owner", async () => {
    const source = keyFile(path);
    const { present } = await source.read();
    const next = makeKeys();
    await source.keepNext(present, next);
    expect(texts(await keyFile(path).read())).toEqual(texts({ present, next }));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await source.replace(next)).toEqual({ path, inUse: true });
    expect(texts(await keyFile(path).read())).toEqual(texts({ present: next }));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["keys.json"]);
  });
  it("is written where a symbolic link leads", async () => {
    const link = join(folder, "link.json");
    await keyFile(path).read();
    await symlink(path, link);
    const next = makeKeys();
    await keyFile(link).replace(next);
    expect(texts(await keyFile(path).read())).toEqual(texts({ present: next }));
  });
  it("that cannot be written is left as it is", async () => {
    await expect(keyFile(join(folder, "no", "keys.json")).replace(makeKeys())).rejects.toThrow(/there is no such file/);
  });
});

describe("keys from the environment", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-keys-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("stay as they are, and what a rotation makes is kept in a file for one user", async () => {
    const path = join(folder, "rotated-keys.json");
    const [given, next] = [{ present: makeKeys() }, makeKeys()];
    const source = keyEnvironment(given, path);
    expect(texts(await source.read())).toEqual(texts(given));
    expect(await readdir(folder)).toEqual([]);
    await source.keepNext(given.present, next);
    expect(texts(await source.read())).toEqual(texts({ ...given, next }));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await source.replace(next)).toEqual({ path, inUse: false });
    expect(texts(await source.read())).toEqual(texts(given));
    expect(texts(await keyEnvironment({ present: next }, path).read())).toEqual(texts({ present: next }));
  });
  it("may be of a rotation that has not finished", async () => {
    const given = { present: makeKeys(), next: makeKeys() };
    expect(texts(await keyEnvironment(given, join(folder, "rotated-keys.json")).read())).toEqual(texts(given));
  });
  it("are checked with the other settings, and never shown", () => {
    const keys = keyText({ present: makeKeys() });
    expect(readConfig({ MUSTER_KEYS: keys }).keys).toBe(keys);
    const damaged = keys.replace("guardKey", "gaurdKey");
    const secret = /"wrappingKey": "(.*?)"/.exec(keys)?.[1] ?? "none";
    const error = thrownBy(() => readConfig({ MUSTER_KEYS: damaged }));
    expect(String(error)).toMatch(/The setting MUSTER_KEYS takes the text of a key file/);
    expect(inspect(error, { depth: null })).not.toContain(secret);
    const twice = thrownBy(() => readConfig({ MUSTER_KEYS: keys, MUSTER_KEY_FILE: "keys.json" }));
    expect(String(twice)).toMatch(/MUSTER_KEYS and MUSTER_KEY_FILE/);
    expect(inspect(twice, { depth: null })).not.toContain(secret);
  });
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
