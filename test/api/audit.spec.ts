import { beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isUnreadable } from "../../src/app/codec/eventCodec.ts";
import { useTemporaryFolder } from "../support/cli.ts";
import { useServed } from "./support.ts";

const served = useServed();
const folder = useTemporaryFolder();
const node = promisify(execFile);
let ada = "";
beforeAll(async () => {
  const member = (name: string) => ({ name, email: `${name}@secret.example`, team: "one", newTeam: true });
  ada = String((await served().order("POST", "/v1/members", member("=ada"))).body["id"]);
  await served().order("POST", "/v1/members", member("bob"));
});

const taken = (payload: object, role = "auditor") =>
  served().app.inject({
    ...{ method: "POST", url: "/v1/audit/exports", payload },
    headers: { authorization: `Bearer ${role}` },
  });

/** The files of an archive, by their names without the folder. */
function unpacked(tar: Buffer): Readonly<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (let at = 0; tar[at] !== 0;) {
    const header = tar.subarray(at, at + 512);
    const text = (from: number, to: number) => header.subarray(from, to).toString().replace(/\0.*$/s, "");
    const size = parseInt(text(124, 136), 8);
    const summed = Buffer.concat([header.subarray(0, 148), Buffer.from(" ".repeat(8)), header.subarray(156)]);
    expect(parseInt(text(148, 156), 8)).toBe(summed.reduce((total, byte) => total + byte, 0));
    files[text(0, 100).split("/")[1] ?? ""] = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  expect(tar.length % 512).toBe(0);
  return files;
}

async function program(files: Readonly<Record<string, Buffer>>, ...given: readonly string[]) {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(folder(name)), { recursive: true });
    writeFileSync(folder(name), bytes);
  }
  const path = (name: string) => folder(name);
  const argv = [path("verify-bundle.mjs"), path("bundle.jsonl"), path("bundle.csv"), ...given];
  return node(process.execPath, argv).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: unknown) => {
      const { code, stderr } = error as { readonly code: number; readonly stderr: string };
      return { code, said: stderr };
    },
  );
}

describe("an export over HTTP", () => {
  it("is a tar of the bundle, its table and the program that checks them, with its digest", async () => {
    const answer = await taken({});
    const { headers, rawPayload } = answer;
    expect(answer.statusCode).toBe(200);
    const digest = createHash("sha256").update(rawPayload).digest("base64");
    expect(headers).toMatchObject({
      ...{ "content-type": "application/x-tar", "content-length": String(rawPayload.length) },
      ...{ "content-digest": `sha-256=:${digest}:`, "cache-control": "no-store", "muster-unsigned-events": "0" },
      "content-disposition": expect.stringMatching(/^attachment; filename="muster-audit-[0-9a-f-]{36}\.tar"$/),
    });
    const files = unpacked(rawPayload);
    expect(Object.keys(files)).toEqual(["bundle.jsonl", "bundle.csv", "verify-bundle.mjs"]);
    const published = await served().app.inject({ method: "GET", url: "/v1/ledger/keys" });
    writeFileSync(folder("published.json"), published.body);
    expect(await program(files, "--keys", folder("published.json"))).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^The bundle is whole: \d+ events .* and its table\./),
    });
    const line = Buffer.from(files["bundle.jsonl"] ?? "");
    const at = line.indexOf("MemberRegistered");
    line.writeUInt8(line.readUInt8(at) ^ 1, at);
    const changed = await program({ ...files, "bundle.jsonl": line });
    expect(changed).toMatchObject({ code: 1, said: expect.stringContaining("is NOT what was exported") });
  });

  it("is recorded as taken by its caller, with the digest that the answer names", async () => {
    const { headers, rawPayload } = await taken({ member: ada, from: "2020-01-01", to: "2999-12-31" });
    const found: unknown[] = [];
    for await (const page of served().muster.events(0n))
      for (const event of page)
        if (!isUnreadable(event) && event.type === "AuditBundleExported") found.push([event.data, event.meta.actor]);
    expect(found.at(-1)).toMatchObject([
      { ofMember: ada, digest: headers["muster-bundle-digest"], from: "2020-01-01T00:00:00.000Z" },
      { issuer: "test", subject: "Bearer auditor" },
    ]);
    // A person reads the table in a spreadsheet: nothing in it begins as a formula.
    const table = unpacked(rawPayload)["bundle.csv"]?.toString() ?? "";
    expect(table).toContain("MemberRegistered");
    expect(table).not.toMatch(/(^|,|\n)"?[=+@-]/);
    expect(table).not.toContain("bob");
  });

  it("holds what is personal sealed in the bundle, and leaves nothing on the disk", async () => {
    const { rawPayload } = await taken({});
    expect(unpacked(rawPayload)["bundle.jsonl"]?.toString()).not.toContain("secret.example");
    const home = served().settings["MUSTER_HOME"] ?? "";
    expect(readdirSync(home).filter((name) => name.startsWith("spool"))).toEqual([]);
  });

  it("is refused for what cannot be, and before anything is sent", async () => {
    for (const payload of [
      { from: "2025-02-30" },
      { from: "2025-02-01", to: "2025-01-01" },
      { member: "ada" },
      { x: 1 },
    ])
      expect((await taken(payload)).json()).toMatchObject({ status: 400, code: "invalid-request" });
    expect((await taken({}, "lead:one")).statusCode).toBe(403);
  });

  it("has the very program that is in the docs", async () => {
    const text = readFileSync(join(import.meta.dirname, "../../docs/verify-bundle.mjs"), "utf8");
    expect(unpacked((await taken({})).rawPayload)["verify-bundle.mjs"]?.toString()).toBe(text);
  });
});
