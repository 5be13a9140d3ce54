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
  // None of what needs the database is asked for before a token needs it: the home's own does not.
  container.bind(verified).toResolvedValue(
    (settings, ...[local, kept, onDisk, pulse]) =>
      verifiedTokens(settings, {
        local,
        keys: { find: (keyId) => pulse.during(async () => (await container.getAsync(apiKeys)).find(keyId)) },
        findMembers: (email) =>
          pulse.during(async () =>
            unlessRolledBack(await container.getAsync(readModel), async () =>
              (await container.getAsync(queries)).findMembers(email),
            ),
          ),
        homeTeam: async () => teamOfFile(onDisk, await kept.read()),
      }),
    [config, localToken, file, files, Tokens.pulse],
  );
}
