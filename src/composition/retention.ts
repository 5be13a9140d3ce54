import { join } from "node:path";
import type { Container } from "inversify";
import type { Tombstones } from "../app/ports/tombstones.ts";
import { systemClock } from "../infra/clock.ts";
import { archiveKeyFile } from "../infra/crypto/archiveKeyFile.ts";
import { aesSealing } from "../infra/crypto/sealing.ts";
import { archiveFiles } from "../infra/files/archiveFiles.ts";
import { machineId } from "../infra/files/machineId.ts";
import { postgresFileLocks } from "../infra/postgres/fileLocks.ts";
import { postgresLeavers } from "../infra/postgres/retention/leavers.ts";
import { postgresTombstones } from "../infra/postgres/retention/tombstones.ts";
import { Tokens } from "./tokens.ts";

/** Where bytes cannot be changed, they stay, and nothing opens them any more: their key is gone. */
const keptAsCiphertext: Tombstones = { place: () => Promise.resolve() };

/** What seals whose retention is over: archives in the home, and tombstones by the user who logged in. */
export function wireRetention(container: Container): void {
  const { config, home, pool, reader, projector, archives, archiveKeys, identity, dataKeys } = Tokens;
  container.bind(archives).toResolvedValue(
    ({ path }, open) => {
      const folder = join(path, "archives");
      const locks = postgresFileLocks(open, machineId());
      return archiveFiles(folder, (work) => locks.alone(folder, work));
    },
    [home, projector],
  );
  container
    .bind(archiveKeys)
    .toResolvedValue(
      ({ path }) => archiveKeyFile(join(path, "archive-keys.json"), join(path, "archives"), systemClock.now),
      [home],
    );
  container
    .bind(Tokens.tombstones)
    .toResolvedValue(
      (settings, open) => (settings.eventStoreUrl === undefined ? postgresTombstones(open) : keptAsCiphertext),
      [config, pool],
    );
  container.bind(Tokens.leavers).toResolvedValue(postgresLeavers, [reader]);
  container.bind(Tokens.retention).toResolvedValue(
    ({ retentionYears: years }, { timezone }, keys, kept, known) => ({
      ...{
        years,
        timezone,
        clock: systemClock,
        sealing: aesSealing,
        dataKeys: keys,
        archives: kept,
        archiveKeys: known,
      },
    }),
    [config, identity, dataKeys, archives, archiveKeys],
  );
}
