import type { Container } from "inversify";
import type { Pool } from "pg";
import { attachEmbedded } from "../infra/embedded/attach.ts";
import { postgresMigrations } from "../infra/postgres/migrations.ts";
import { openPool } from "../infra/postgres/pool.ts";
import { postgresReadModel, prepareSchema } from "../infra/postgres/readModel.ts";
import { postgresRosterPages } from "../infra/postgres/rosterPages.ts";
import { postgresRosterSheets } from "../infra/postgres/rosterSheets.ts";
import { postgresRosterQueries } from "../infra/postgres/rosterQueries.ts";
import { postgresTicketQueries } from "../infra/postgres/tickets/ticketQueries.ts";
import { Tokens, token } from "./tokens.ts";

export function wireDatabase(container: Container): void {
  const { config, home, resources, database, pool, readModel, reader, reads, deskReads, queries, pages } = Tokens;
  const rawPool = token<Pool>("raw-pool");
  container.bind(database).toResolvedValue(
    async ({ databaseUrl }, { path }, opened) => {
      if (databaseUrl !== undefined) return { url: databaseUrl, embedded: false };
      const attachment = await attachEmbedded(path);
      opened.defer(() => attachment.leave());
      return { url: attachment.url, embedded: true };
    },
    [config, home, resources],
  );
  container
    .bind(rawPool)
    .toResolvedValue(({ url }, opened) => opened.adopt(openPool(url), (open) => open.end()), [database, resources]);
  container.bind(readModel).toResolvedValue((open) => postgresReadModel(open, postgresMigrations(open)), [rawPool]);
  container.bind(pool).toResolvedValue(
    async (open, tables) => {
      await prepareSchema(postgresMigrations(open), tables);
      return open;
    },
    [rawPool, readModel],
  );
  container.bind(queries).toResolvedValue(postgresRosterQueries, [reader, reads]);
  container.bind(pages).toResolvedValue(postgresRosterPages, [reads]);
  container.bind(Tokens.sheets).toResolvedValue(postgresRosterSheets, [reads]);
  container
    .bind(Tokens.tickets)
    .toResolvedValue((tables, settings) => postgresTicketQueries(tables, settings.tickets), [deskReads, config]);
}
