import type { Pool } from "pg";
import { Pulse } from "../app/fallback/pulse.ts";
import { destroyAgain } from "../app/erasure/tend.ts";
import { postgresKeyDestruction } from "../infra/postgres/erasure/keyDestruction.ts";
import { attachEmbedded } from "../infra/embedded/attach.ts";
import { postgresAsOfReads } from "../infra/postgres/asOfReads.ts";
import { Lines } from "../infra/postgres/lines.ts";
import { postgresLook } from "../infra/postgres/look.ts";
import { postgresMigrations } from "../infra/postgres/migrations.ts";
import { openPool } from "../infra/postgres/pool.ts";
import { postgresReadModel, prepareSchema } from "../infra/postgres/readModel.ts";
import { postgresRosterPages } from "../infra/postgres/rosterPages.ts";
import { postgresRosterSheets } from "../infra/postgres/rosterSheets.ts";
import { postgresRosterQueries } from "../infra/postgres/rosterQueries.ts";
import { postgresTicketQueries } from "../infra/postgres/tickets/ticketQueries.ts";
import type { Parts } from "./parts.ts";
import { type Database, Tokens, token } from "./tokens.ts";

export function wireDatabase(container: Parts): void {
  const { config, home, resources, database, pool, readModel } = Tokens;
  const rawPool = token<Pool>("raw-pool");
  container.bind(database).toResolvedValue(
    async ({ databaseUrl }, { path }, opened) => {
      if (databaseUrl !== undefined) return { url: databaseUrl, embedded: false };
      const attachment = await attachEmbedded(path);
      opened.defer(() => attachment.leave());
      return {
        get url() {
          return attachment.url;
        },
        embedded: true,
      };
    },
    [config, home, resources],
  );
  container.bind(Tokens.lines).toConstantValue(new Lines());
  container.bind(rawPool).toResolvedValue(
    (reached, lines, opened) =>
      opened.adopt(
        openPool(() => reached.url, { lines }),
        (open) => open.end(),
      ),
    [database, Tokens.lines, resources],
  );
  wirePulse(container);
  container.bind(readModel).toResolvedValue((open) => postgresReadModel(open, postgresMigrations(open)), [rawPool]);
  container.bind(pool).toResolvedValue(
    async (open, tables, lists) => {
      await prepareSchema(postgresMigrations(open), tables);
      // Before anything is read: a backup that was restored must not bring anybody back.
      await destroyAgain(postgresKeyDestruction(open), lists);
      return open;
    },
    [rawPool, readModel, Tokens.destroyedKeys],
  );
  wireReads(container);
}

function wireReads(container: Parts): void {
  const { config, reader, reads, deskReads, queries, pages } = Tokens;
  container.bind(queries).toResolvedValue(postgresRosterQueries, [reader, reads]);
  container.bind(pages).toResolvedValue((tables) => postgresRosterPages(tables), [reads]);
  container.bind(Tokens.sheets).toResolvedValue((tables) => postgresRosterSheets(tables), [reads]);
  container.bind(Tokens.past).toResolvedValue(postgresAsOfReads, [reads]);
  container
    .bind(Tokens.tickets)
    .toResolvedValue((tables, settings) => postgresTicketQueries(tables, settings.tickets), [deskReads, config]);
}

/** How long the database may take to answer the least question, in milliseconds. */
const answerMs = 1_000;

function wirePulse(parts: Parts): void {
  let database: Database | undefined;
  parts.bind(Tokens.pulse).toResolvedValue(
    (lines, opened) => {
      const looks = opened.adopt(
        postgresLook(() => database?.url ?? "", answerMs),
        (each) => each.close(),
      );
      const look = async () => {
        // While a Postgres of our own starts, that is waited for.
        database ??= await parts.getAsync(Tokens.database);
        await looks.look();
      };
      return opened.adopt(new Pulse({ look, cut: () => lines.cut() }), (pulse) => pulse.close());
    },
    [Tokens.lines, Tokens.resources],
  );
}
