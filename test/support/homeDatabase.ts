import pg from "pg";
import { attachEmbedded } from "../../src/infra/embedded/attach.ts";

/** Runs statements on the Postgres of a home, which is held meanwhile: it goes soon after its last user. */
export async function onHomeDatabase(home: string, sql: string): Promise<void> {
  const server = await attachEmbedded(home);
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  } finally {
    await server.leave();
  }
}
