import { randomBytes, randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { DataKey, DataKeys, Subject } from "../../app/ports/dataKeys.ts";
import type { KeyWrapping } from "../crypto/keyWrapping.ts";

/** Keys that a process holds unwrapped at once; the oldest go first. About two kilobytes each, once made ready for use. */
const held = 20_000;

/**
 * How long opened keys may be used, in milliseconds, before it is asked whether any were destroyed. Whoever destroys one waits
 * longer than that, and then no process has it.
 */
export const keyLeaseMs = 200;

type Row = { readonly key_id: string; readonly subject: string; readonly wrapped: Buffer | null };

const present =
  "select key_id, subject, wrapped from muster.data_keys where subject = any($1) and destroyed_at is null";
const destructions = "select count::text from muster.key_destructions";
const byId = "select key_id, subject, wrapped from muster.data_keys where key_id = any($1::uuid[])";
// Of several processes that make a subject's first key at once, one wins; the others read its key.
const make = `insert into muster.data_keys (key_id, subject, wrapped)
  select * from unnest($1::uuid[], $2::text[], $3::bytea[]) on conflict do nothing`;

class PostgresDataKeys implements DataKeys {
  readonly #pool: Pool;
  readonly #wrapping: KeyWrapping;
  readonly #bySubject = new Map<Subject, DataKey>();
  readonly #byId = new Map<string, DataKey>();
  #lookedUntil = -Infinity;
  #looking: Promise<void> | undefined;
  /** What is read while keys are destroyed may be gone already: it is not kept. */
  #seen = "";

  constructor(pool: Pool, wrapping: KeyWrapping) {
    this.#pool = pool;
    this.#wrapping = wrapping;
  }

  async forSubjects(subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, DataKey>> {
    await this.#stillThere();
    const seen = this.#seen;
    const found = new Map(subjects.flatMap((subject) => entry(subject, this.#bySubject.get(subject))));
    const lacking = subjects.filter((subject) => !found.has(subject));
    if (lacking.length === 0) return found;
    let more = await this.#read("muster-keys-present", present, lacking);
    const unknown = lacking.filter((subject) => !more.some((row) => row.subject === subject));
    if (unknown.length > 0) {
      await this.#add(unknown);
      more = [...more, ...(await this.#read("muster-keys-present", present, unknown))];
    }
    for (const row of more) {
      const key = this.#unwrap(row, seen);
      if (key !== "destroyed") found.set(row.subject, key);
    }
    return found;
  }

  async load(keyIds: readonly string[]): Promise<ReadonlyMap<string, DataKey | "destroyed">> {
    await this.#stillThere();
    const seen = this.#seen;
    const found = new Map<string, DataKey | "destroyed">(keyIds.flatMap((id) => entry(id, this.#byId.get(id))));
    const unknown = keyIds.filter((keyId) => !found.has(keyId));
    if (unknown.length > 0)
      for (const row of await this.#read("muster-keys-by-id", byId, unknown))
        found.set(row.key_id, this.#unwrap(row, seen));
    return found;
  }

  /** Drops all that is open where keys were destroyed since it was last asked. */
  async #stillThere(): Promise<void> {
    if (performance.now() < this.#lookedUntil) return;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  async #look(): Promise<void> {
    const at = performance.now();
    const { rows } = await this.#pool.query<{ count: string }>({ name: "muster-keys-destroyed", text: destructions });
    const seen = rows[0]?.count ?? "";
    if (seen !== this.#seen) {
      this.#byId.clear();
      this.#bySubject.clear();
    }
    this.#seen = seen;
    this.#lookedUntil = at + keyLeaseMs;
  }

  async #read(name: string, text: string, values: readonly string[]): Promise<readonly Row[]> {
    return (await this.#pool.query<Row>({ name, text, values: [values] })).rows;
  }

  async #add(subjects: readonly Subject[]): Promise<void> {
    const fresh = subjects.map((subject) => ({ subject, keyId: randomUUID() }));
    const wrapped = fresh.map(({ keyId }) => this.#wrapping.wrap(keyId, randomBytes(32)));
    const values = [fresh.map(({ keyId }) => keyId), fresh.map(({ subject }) => subject), wrapped];
    await this.#pool.query({ name: "muster-keys-make", text: make, values });
  }

  #unwrap({ key_id: keyId, subject, wrapped }: Row, seen: string): DataKey | "destroyed" {
    if (wrapped === null) return "destroyed";
    const key = { keyId, bytes: this.#wrapping.unwrap(keyId, wrapped) };
    if (seen !== this.#seen) return key;
    remember(this.#byId, keyId, key);
    remember(this.#bySubject, subject, key);
    return key;
  }
}

/** The data keys in `muster.data_keys`, wrapped. Each statement commits by itself, before a key is first used. */
export const postgresDataKeys = (pool: Pool, wrapping: KeyWrapping): DataKeys => new PostgresDataKeys(pool, wrapping);

const entry = <V>(key: string, value: V | undefined): readonly (readonly [string, V])[] =>
  value === undefined ? [] : [[key, value]];

function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  const oldest = cache.keys().next();
  if (cache.size >= held && !oldest.done) cache.delete(oldest.value);
  cache.set(key, value);
}
