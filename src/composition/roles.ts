import type { Container } from "inversify";
import { openPool } from "../infra/postgres/pool.ts";
import { tableReads } from "../infra/postgres/rosterPool.ts";
import { readyRoles } from "../infra/postgres/roles.ts";
import { Tokens } from "./tokens.ts";

/** A pool for each role of the database; where there are no roles, all of them are the logged-in user's. */
export function wireRoles(container: Container): void {
  const { database, resources, pool, roles, reader, reads, deskReads } = Tokens;
  container.bind(roles).toResolvedValue(readyRoles, [pool]);
  for (const role of ["appender", "projector", "reader"] as const)
    container.bind(Tokens[role]).toResolvedValue(
      (made, login, reached, lines, opened) =>
        made.inUse
          ? opened.adopt(
              openPool(() => reached.url, { lines, role: made.names[role] }),
              (open) => open.end(),
            )
          : login,
      [roles, pool, database, Tokens.lines, resources],
    );
  for (const [token, from] of [
    [reads, reader],
    [deskReads, pool],
  ] as const)
    container
      .bind(token)
      .toResolvedValue((open, opened) => opened.adopt(tableReads(open), (each) => each.close()), [from, resources]);
}
