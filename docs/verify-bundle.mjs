#!/usr/bin/env node
// Checks a bundle of events that Muster has handed out, with nothing but Node (18 or newer): no database, no Muster, no
// package. It is written apart from Muster's own check, so that the two vouch for each other.
//
//   node verify-bundle.mjs bundle.jsonl [bundle.csv] [--keys published.json]
//
// Exit code 0: the bundle is whole. 1: it is not, or not signed by a key that was given. 2: it could not be read.
//
// A bundle is lines of canonical JSON (RFC 8785): `begin`, `key` …, then `event` or `entry` for each event in the order of
// the log with `head` between them, and `end`. What is hashed:
//   digest = SHA-256(bytes of the event)
//   entry  = SHA-256("muster entry 1\0" + u32 length + stream + u64 revision + u32 length + event id + u32 length + type + digest)
//   chain  = SHA-256("muster chain 1\0" + chain before (32 zero bytes for none) + entry)
// A head signs (Ed25519) "muster ledger head 1\n" and its own line without `signature`; it vouches for every event before it.
// `end` signs "muster audit bundle 1\n" + events + "\n" + digest of all lines before it + "\n" + digest of the table.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";

const sha256 = (...parts) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest();
};

/** Keys in order, no space: one value, one text. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function counted(text) {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function entryOf({ stream, revision, eventId, type, bytes }) {
  const at = Buffer.alloc(8);
  at.writeBigUInt64BE(BigInt.asUintN(64, BigInt(revision)));
  const digest = sha256(Buffer.from(bytes, "base64"));
  return sha256("muster entry 1\0", counted(stream), at, counted(eventId.toLowerCase()), counted(type), digest);
}

const hash = /^[0-9a-f]{64}$/;
const text = (value) => typeof value === "string";
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const orNull = (is) => (value) => value === null || is(value);
const decimal = (value) => text(value) && /^\d{1,19}$/.test(value);
const aHash = (value) => text(value) && hash.test(value);
const aKeyId = (value) => text(value) && /^[0-9a-f]{16}$/.test(value);
const base64 = (value) => text(value) && Buffer.from(value, "base64").toString("base64") === value;
const shape = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length === Object.keys(fields).length &&
  Object.entries(fields).every(([name, is]) => Object.hasOwn(value, name) && is(value[name]));

const kind = (name) => (value) => value === name;
const shapes = {
  begin: shape({
    ...{ kind: kind("begin"), version: kind(1), bundleId: text, from: orNull(text), to: orNull(text) },
    ...{ about: orNull(text), exportedAt: text, exportedBy: shape({ issuer: text, subject: text }) },
    start: shape({ count, hash: aHash }),
  }),
  key: shape({
    ...{ kind: kind("key"), keyId: aKeyId, publicKey: text, madeAt: text, retiredAt: orNull(text) },
    endorsement: orNull(shape({ keyId: text, signature: text })),
  }),
  event: shape({
    ...{ kind: kind("event"), position: decimal, stream: text, revision: decimal },
    ...{ eventId: text, type: text, bytes: base64 },
  }),
  entry: shape({ kind: kind("entry"), hash: aHash }),
  link: shape({ kind: kind("link"), count, hash: aHash }),
  replay: shape({ kind: kind("replay"), keyId: text, iv: base64, ciphertext: base64 }),
  head: shape({ kind: kind("head"), line: text }),
  end: shape({
    ...{ kind: kind("end"), events: count, digest: aHash, table: aHash, keyId: aKeyId, signature: text },
  }),
};
const isHead = shape({
  ...{ count: (value) => count(value) && value > 0, hash: aHash, keyId: aKeyId, log: text, position: decimal },
  ...{ previous: orNull(aHash), signature: text, signedAt: text, version: kind(1) },
});

/** What is written to the letter as it is signed; undefined for anything else. */
function read(line, is) {
  try {
    const value = JSON.parse(line);
    return is(value) && canonical(value) === line ? value : undefined;
  } catch {
    return undefined;
  }
}

const isLine = (value) => Object.hasOwn(shapes, value?.kind) && shapes[value.kind](value);

/** Keys by their id, which is the beginning of their hash: one that has another id is none. */
function keysOf(published) {
  const known = new Map();
  for (const { keyId, publicKey } of published) {
    const der = Buffer.from(publicKey, "base64");
    if (sha256(der).toString("hex").slice(0, 16) !== keyId) continue;
    known.set(keyId, createPublicKey({ key: der, format: "der", type: "spki" }));
  }
  return known;
}

export class BundleCheck {
  #trusted;
  #own = [];
  #keys;
  #sum = createHash("sha256");
  #begin;
  #end;
  #chain = { count: 0, hash: Buffer.alloc(32) };
  #signed = 0;
  #shown = 0;
  #lines = 0;
  #left = 0;
  faults = [];
  events = 0;
  heads = 0;
  signedBy = new Set();

  constructor(trusted) {
    this.#trusted = trusted;
  }

  /** A line without its end. */
  take(bytes) {
    this.#lines++;
    const line = bytes.toString();
    const value = Buffer.from(line).equals(bytes) ? read(line, isLine) : undefined;
    if (value?.kind !== "end") this.#sum.update(bytes).update("\n");
    if (!value) return this.#fault("is no line of a bundle");
    if (this.#end) return this.#fault("stands after the end");
    if ((value.kind === "begin") !== (this.#lines === 1)) return this.#fault("is not where the bundle begins");
    this.#take(value);
  }

  #take(value) {
    switch (value.kind) {
      case "begin":
        this.#begin = value;
        this.#chain = { count: value.start.count, hash: Buffer.from(value.start.hash, "hex") };
        this.#signed = value.start.count;
        return;
      case "key":
        if (this.#keys) return this.#fault("is a key after what it could have signed");
        this.#own.push(value);
        return;
      case "event":
        this.#next(entryOf(value));
        this.events++;
        this.#shown = this.#chain.count;
        return;
      case "entry":
        this.#next(Buffer.from(value.hash, "hex"));
        return;
      case "link":
        return this.#leap(value);
      case "replay":
        return;
      case "head":
        this.#head(read(value.line, isHead));
        return;
      case "end":
        this.#end = value;
    }
  }

  // The chain goes on elsewhere: what was shown since the last head is vouched for by none.
  #leap({ count: reached, hash }) {
    if (reached <= this.#chain.count) this.#fault("goes back in the chain");
    this.#left += Math.max(0, this.#shown - this.#signed);
    this.#chain = { count: reached, hash: Buffer.from(hash, "hex") };
    this.#signed = reached;
  }

  #next(entry) {
    this.#chain = { count: this.#chain.count + 1, hash: sha256("muster chain 1\0", this.#chain.hash, entry) };
  }

  #head(head) {
    if (head?.count !== this.#chain.count || head.hash !== this.#chain.hash.toString("hex"))
      return this.#fault("has no head of the events before it");
    const { signature, ...signed } = head;
    this.#signature(head.keyId, `muster ledger head 1\n${canonical(signed)}`, signature);
    this.heads++;
    this.#signed = head.count;
  }

  #signature(keyId, signed, signature) {
    this.#keys ??= keysOf(this.#trusted ?? this.#own);
    this.signedBy.add(keyId);
    const key = this.#keys.get(keyId);
    if (!key) return this.#fault(`is signed with the key ${keyId}, which is not known`);
    if (!base64(signature) || !verify(null, Buffer.from(signed), key, Buffer.from(signature, "base64")))
      this.#fault(`has a signature that is not the key's ${keyId}`);
  }

  /** @param table the digest of the table beside it, if it is there */
  finish(table) {
    const end = this.#end;
    if (!end) this.#fault("is not the end: the bundle was cut");
    else {
      if (end.digest !== this.#sum.digest("hex")) this.#fault("has the digest of another bundle");
      if (end.events !== this.events) this.#fault(`tells of ${end.events} events`);
      if (table !== undefined && end.table !== table) this.#fault("has the digest of another table");
      const signed = `muster audit bundle 1\n${end.events}\n${end.digest}\n${end.table}`;
      this.#signature(end.keyId, signed, end.signature);
    }
    return {
      ...{ ok: this.faults.length === 0, begin: this.#begin, events: this.events, heads: this.heads },
      ...{
        unsigned: this.#left + Math.max(0, this.#shown - this.#signed),
        keys: [...this.signedBy],
        faults: this.faults,
      },
    };
  }

  #fault(what) {
    if (this.faults.length < 100) this.faults.push(`Line ${this.#lines} ${what}.`);
  }
}

async function* linesOf(path) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end; (end = rest.indexOf(0x0a, from)) >= 0; from = end + 1) yield rest.subarray(from, end);
    rest = rest.subarray(from);
  }
  // A line that does not end was cut, whatever is in it.
  if (rest.length > 0) yield Buffer.concat([rest, Buffer.from([0])]);
}

async function digestOf(path) {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(path)) sum.update(chunk);
  return sum.digest("hex");
}

async function main(given) {
  const at = given.indexOf("--keys");
  const [, published] = at < 0 ? [] : given.splice(at, 2);
  const [bundle, table] = given;
  if (bundle === undefined || (at >= 0 && published === undefined)) {
    console.error("node verify-bundle.mjs bundle.jsonl [bundle.csv] [--keys published.json]");
    return 2;
  }
  const check = new BundleCheck(published && JSON.parse(readFileSync(published, "utf8")).keys);
  for await (const line of linesOf(bundle)) check.take(line);
  const { ok, begin, events, heads, unsigned, keys, faults } = check.finish(table && (await digestOf(table)));
  if (!ok) {
    console.error(["The bundle is NOT what was exported.", ...faults].join("\n"));
    return 1;
  }
  const { issuer, subject } = begin.exportedBy;
  console.log(`The bundle is whole: ${events} events and ${heads} signed heads${table ? ", and its table" : ""}.`);
  console.log(`Exported ${begin.exportedAt} by ${issuer}:${subject}.`);
  if (unsigned > 0) console.log(`${unsigned} events at its end no head vouches for: they rest on the exporter's word.`);
  console.log(
    published
      ? `It is signed with the given keys (${keys.join(", ")}).`
      : `It is signed with ${keys.join(", ")}: compare that with what was published (--keys does).`,
  );
  return 0;
}

if (process.argv[1]?.endsWith("verify-bundle.mjs"))
  main(process.argv.slice(2)).then(
    (code) => (process.exitCode = code),
    (error) => {
      console.error(`The bundle could not be read: ${error.message}`);
      process.exitCode = 2;
    },
  );
