import { join } from "node:path";
import type { Container } from "inversify";
import { teamOfFile } from "../app/preferences/teamOfFile.ts";
import { unlessRolledBack } from "../app/rolledBack.ts";
import { tokenFile } from "../infra/access/tokenFile.ts";
import { postgresApiKeys } from "../infra/postgres/apiKeys.ts";
import { verifiedTokens } from "../verifiedTokens.ts";
import { Tokens } from "./tokens.ts";

export function wireAccess(container: Container): void {
  const {
    config,
    home,
    pool,
    appender,
    readModel,
    queries,
    homeFile: file,
    files,
    apiKeys,
    localToken,
    verified,
  } = Tokens;
  container.bind(apiKeys).toResolvedValue(postgresApiKeys, [pool, appender]);
  container.bind(localToken).toResolvedValue(({ path }) => tokenFile(join(path, "token")), [home]);
  container.bind(verified).toResolvedValue(
    (settings, ...[keys, local, tables, reads, kept, onDisk]) =>
      verifiedTokens(settings, {
        ...{ keys, local },
        findMembers: (email) => unlessRolledBack(tables, () => reads.findMembers(email)),
        homeTeam: async () => teamOfFile(onDisk, await kept.read()),
      }),
    [config, apiKeys, localToken, readModel, queries, file, files],
  );
}
