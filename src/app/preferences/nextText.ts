import type { RosterSnapshot } from "../ports/rosterSnapshot.ts";
import {
  type FileContent,
  type FileStamp,
  fileContent,
  unsealedValues,
} from "../../projections/rosterFile.ts";
import type { JsonDocument } from "./document.ts";
import { type Found, readOwned, seal } from "./ownedKeys.ts";
import { writeOwned } from "./writeOwned.ts";

/**
 * What is to be done to a file.
 * - `current`: it says what the tables say, of this position
 * - `ahead`: it is of a later position than the tables (a replica that lags, a database put back): it is left alone
 * - `foreign`: another log's Muster keeps it: it is left alone unless it is adopted
 * - `write`: `text` is its new text. `edited` names the owned keys in which a person changed what Muster wrote,
 *   and `unwritten` says that Muster never wrote the file: either way, what is there must be kept in a copy.
 */
export type FileStep =
  | { readonly kind: "current" | "ahead" | "foreign"; readonly position: bigint }
  | {
      readonly kind: "write";
      readonly position: bigint;
      readonly text: string;
      readonly edited: readonly string[];
      readonly unwritten: boolean;
    };

export type Writing = {
  readonly log: string;
  readonly generatedAt: string;
  /** Whether a file that another log's Muster kept becomes ours. */
  readonly adopt: boolean;
};

/** @throws {BadFile} where the text is not JSON, or does not say which team is its own */
export function nextText(document: JsonDocument, source: RosterSnapshot, { log, generatedAt, adopt }: Writing): FileStep {
  const found = readOwned(document);
  const { sync, intact, team, order } = found;
  const ours = intact && sync?.log === log;
  // The position that a person may have written proves nothing.
  const at = intact && sync ? BigInt(sync.position) : 0n;
  if (sync && sync.log !== log && !adopt) return { kind: "foreign", position: at };
  if (ours && at > source.position) return { kind: "ahead", position: at };

  const content = fileContent(source.rows, source.queues, { team, order });
  const stamp: FileStamp = { position: String(source.position), recordedAt: source.recordedAt, generatedAt, log };
  const values = unsealedValues(team, content, stamp);
  const changed = changedKeys(found, values.my_team);
  if (ours && at === source.position && changed.length === 0) return { kind: "current", position: at };
  return {
    kind: "write",
    position: source.position,
    text: writeOwned(document, seal(values)),
    edited: intact || !sync ? [] : changed.length > 0 ? changed : ["my_team.sync"],
    unwritten: !sync,
  };
}

function changedKeys({ values }: Found, next: FileContent & { readonly query: unknown }): readonly string[] {
  const differs = (key: "members" | "queues" | "query") => JSON.stringify(values[key]) !== JSON.stringify(next[key]);
  const inTeam = (["members", "queues", "query"] as const).filter(differs).map((key) => `my_team.${key}`);
  return values["team_source"] === "database" ? inTeam : ["team_source", ...inTeam];
}
