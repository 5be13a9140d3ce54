import type { ApiKey } from "../../app/ports/apiKeys.ts";
import { table } from "../table.ts";

/** The API keys, and whether each is still taken. */
export function keyTable(keys: readonly ApiKey[], now: Date, colour: boolean): string {
  if (keys.length === 0) return "There are no API keys: muster key create makes one.";
  return table(
    ["Id", "Name", "Role", "Team", "Made", "By", "Expires", "State"],
    keys.map((key) => [
      key.keyId,
      key.name,
      key.role,
      key.team,
      minute(key.createdAt),
      key.createdBy.subject,
      minute(key.expiresAt),
      stateOf(key, now),
    ]),
    colour,
  );
}

const stateOf = ({ revokedAt, expiresAt }: ApiKey, now: Date): string => {
  if (revokedAt !== null) return `revoked ${minute(revokedAt)}`;
  return Date.parse(expiresAt) <= now.getTime() ? "expired" : "in use";
};

/** An instant to the minute, UTC. */
const minute = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")}Z`;
