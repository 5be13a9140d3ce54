import { type FallbackRoster, readFallback } from "./app/preferences/readFallback.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./infra/clock.ts";
import { preferencesFiles } from "./infra/files/preferencesFiles.ts";
import { findHome } from "./infra/home.ts";
import { homeFile } from "./infra/homeFile.ts";
import type { Surroundings } from "./openMuster.ts";

/**
 * The team as the kept file has it, without a database.
 * @throws {BadFile} where the file cannot stand in
 */
export async function fallback(
  config: Config,
  { workingDirectory, environment }: Surroundings,
): Promise<FallbackRoster | undefined> {
  const home = findHome({ ...environment, MUSTER_HOME: config.home }, workingDirectory);
  const file = await homeFile(home.path, config.file).read();
  return file === undefined ? undefined : readFallback(preferencesFiles(systemClock.now), file, systemClock.now());
}
