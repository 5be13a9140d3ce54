import type { Pool, QueryResultRow } from "pg";
import { z } from "zod";
import { AuthenticationUnavailable } from "../../app/access/failures.ts";
import { TablesUnavailable } from "../../app/ports/projections.ts";
import type { ApiKey, ApiKeys } from "../../app/ports/apiKeys.ts";
import { reachingTables } from "./tablesOutage.ts";

/** After how long without an answer a question is given up. */
const answerMs = 3000;

const actor = z.object({ issuer: z.string(), subject: z.string() });
const instant = z.date().transform((date) => date.toISOString());
const shape = z.object({
  key_id: z.string(),
  name: z.string(),
  role: z.string(),
  team: z.string().nullable(),
  hash: z.instanceof(Uint8Array),
  created_at: instant,
  created_by: actor,
  expires_at: instant,
  revoked_at: instant.nullable(),
});

const columns = "key_id, name, role, team, hash, created_at, created_by, expires_at, revoked_at";
const statements = {
  add: `insert into muster.api_keys (key_id, name, role, team, hash, created_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) where revoked_at is null do nothing returning ${columns}`,
  find: `select ${columns} from muster.api_keys where key_id = $1`,
  list: `select ${columns} from muster.api_keys order by created_at desc, key_id`,
  revoke: `update muster.api_keys set revoked_at = now(), revoked_by = $2
    where key_id = $1 and revoked_at is null returning ${columns}`,
} as const;

/** The API keys in `muster.api_keys`. `finding` are connections that find a key and change none, if they are others. */
export function postgresApiKeys(pool: Pool, finding: Pool = pool): ApiKeys {
  async function ask(statement: keyof typeof statements, values: readonly unknown[]) {
    // pg reads the limit of a single query, which its types do not know.
    const limit = { query_timeout: answerMs };
    const query = { name: `muster-api-keys-${statement}`, text: statements[statement], values: [...values], ...limit };
    const { rows } = await reachingKeys(() => (statement === "find" ? finding : pool).query<QueryResultRow>(query));
    return rows.map(read);
  }
  return {
    async add({ keyId, name, role, team, hash, createdBy, expiresAt }) {
      const [added] = await ask("add", [keyId, name, role, team, hash, createdBy, expiresAt]);
      return added && withoutHash(added);
    },
    find: async (keyId) => (await ask("find", [keyId]))[0],
    list: async () => (await ask("list", [])).map(withoutHash),
    async revoke(keyId, by) {
      const [revoked] = await ask("revoke", [keyId, by]);
      return revoked && withoutHash(revoked);
    },
  };
}

function read(row: QueryResultRow): ApiKey & { readonly hash: Uint8Array } {
  const { key_id, name, role, team, hash, ...known } = shape.parse(row);
  return {
    ...{ keyId: key_id, name, role, team, hash, createdAt: known.created_at, createdBy: known.created_by },
    ...{ expiresAt: known.expires_at, revokedAt: known.revoked_at },
  };
}

const withoutHash = ({ hash: _, ...key }: ApiKey & { readonly hash: Uint8Array }): ApiKey => key;

async function reachingKeys<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await reachingTables(work);
  } catch (error) {
    if (!(error instanceof TablesUnavailable)) throw error;
    throw new AuthenticationUnavailable("API keys cannot be looked up now. Try again.", { cause: error });
  }
}
