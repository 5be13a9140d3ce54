import type { Muster } from "./muster.ts";
import { BadFile } from "./preferences/failures.ts";

/** The team of the preferences file that the home keeps; null where it keeps none, or none that can be read. */
export async function homeTeam({ file }: Pick<Muster, "file">): Promise<string | null> {
  const path = await file.path();
  if (path === undefined) return null;
  try {
    return (await file.status(path)).team;
  } catch (error) {
    if (error instanceof BadFile) return null;
    throw error;
  }
}
