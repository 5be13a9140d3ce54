import { reject } from "../domain/kernel/rejection.ts";
import { fileContent, type OwnedValues, unsealedValues } from "../projections/rosterFile.ts";
import type { RosterQueries } from "./ports/rosterQueries.ts";
import type { RosterSnapshots } from "./ports/rosterSnapshot.ts";
import { seal } from "./preferences/ownedKeys.ts";

/** `log` is the log's id; `fileTeam` is the team of the file that is kept, if any. */
export type ExportParts = {
  readonly snapshots: RosterSnapshots;
  readonly queries: Pick<RosterQueries, "roster">;
  readonly log: string;
  readonly fileTeam: () => Promise<string | undefined>;
  readonly now: () => Date;
};

/** The values that Muster keeps in a team's file, and the team that they belong to. */
export type ExportedTeam = OwnedValues & { readonly my_team: { readonly team: string } };

/**
 * A team as its preferences file has it, members and queues by name.
 * @param team that of the file that is kept unless given, or the only one there is
 * @throws {Rejection} `invalid-value` where there is no such team, or it is not clear which one is meant
 */
export async function exportTeam(parts: ExportParts, team?: string): Promise<ExportedTeam> {
  const name = team ?? (await parts.fileTeam()) ?? (await onlyTeam(parts));
  const snapshot = await parts.snapshots.snapshot(name);
  if (!snapshot) return reject("rolled-back", "There are no read tables to export from.");
  const { position, recordedAt, rows, queues } = snapshot;
  if (rows.length + queues.length === 0) return nobodyOn(name, await teamsIn(parts));
  const content = fileContent(rows, queues, { team: name, order: { members: [], queues: [] } });
  const stamp = { position: String(position), recordedAt, generatedAt: parts.now().toISOString(), log: parts.log };
  const { team_source, my_team } = seal(unsealedValues(name, content, stamp));
  return { team_source, my_team: { team: name, ...my_team } };
}

async function onlyTeam(parts: ExportParts): Promise<string> {
  const teams = await teamsIn(parts);
  const [only, ...others] = teams;
  if (only === undefined) return reject("invalid-value", "Nobody is on the roster yet.", { field: "team" });
  if (others.length === 0) return only;
  return reject("invalid-value", `Which team: ${teams.join(", ")}? Say it with --team.`, { field: "team", teams });
}

const teamsIn = async ({ queries }: ExportParts): Promise<readonly string[]> =>
  [...new Set((await queries.roster()).map(({ team }) => team))].sort();

const nobodyOn = (name: string, teams: readonly string[]): never =>
  reject("invalid-value", `Nobody is on a team ${name}: the teams are ${teams.join(", ")}.`, { field: "team", teams });
