import type { Container } from "inversify";
import { systemClock } from "../infra/clock.ts";
import { machineId } from "../infra/files/machineId.ts";
import { preferencesFiles } from "../infra/files/preferencesFiles.ts";
import { rosterFile } from "../infra/files/rosterFile.ts";
import { homeFile } from "../infra/homeFile.ts";
import { postgresFileLocks } from "../infra/postgres/fileLocks.ts";
import { postgresRosterSnapshots } from "../infra/postgres/rosterSnapshot.ts";
import { Tokens } from "./tokens.ts";

export function wireFile(container: Container): void {
  const {
    config,
    home,
    projector,
    reader,
    projections,
    identity,
    homeFile: file,
    files,
    snapshots,
    rosterFile: roster,
  } = Tokens;
  container.bind(file).toResolvedValue(({ path }, settings) => homeFile(path, settings.file), [home, config]);
  container.bind(files).toResolvedValue(() => preferencesFiles(systemClock.now));
  container.bind(snapshots).toResolvedValue(postgresRosterSnapshots, [reader]);
  container.bind(roster).toResolvedValue(
    (open, ...[tables, { logId }, onDisk, reads]) =>
      rosterFile({
        files: onDisk,
        snapshots: reads,
        locks: postgresFileLocks(open, machineId()),
        waitFor: (position, timeoutMs) => tables.waitFor(position, timeoutMs),
        log: logId,
        now: systemClock.now,
      }),
    [projector, projections, identity, files, snapshots],
  );
}
