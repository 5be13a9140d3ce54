import { type FileContent, fileContent, type FileStamp, unsealedValues } from "../../projections/rosterFile.ts";
import type { RosterSnapshot } from "../ports/rosterSnapshot.ts";
import type { JsonDocument } from "./document.ts";
import { type Found, readOwned, seal } from "./ownedKeys.ts";
import { writeOwned } from "./writeOwned.ts";

/**
 * What is to be done to a file. Only `write` changes it.
 * - `current`: it says what the tables say, of this position
 * - `ahead`: it is of a later position than the tables (a replica that lags, a database put back)
 * - `never-written`: it is a person's alone until it is imported: what only the file knows must not be lost
 * - `foreign`: another log's Muster keeps it, until it is imported here
 * - `write`: `text` is its new text; `keepPresent` says that what is there is a person's, and must be kept in a copy;
 *   `edited` names the owned keys in which a person changed what Muster wrote
 */
export type FileStep =
  | { readonly kind: "current" | "ahead" | "never-written" | "foreign" }
  | {
      readonly kind: "write";
      readonly text: string;
      readonly keepPresent: boolean;
      readonly edited: readonly string[];
    };

export type Writing = {
  readonly log: string;
  readonly generatedAt: string;
  /** Whether a file becomes ours that nobody kept so far, or another log. */
  readonly adopt: boolean;
};

/** @throws {BadFile} where the text does not say which team is its own */
export function nextText(document: JsonDocument, tables: RosterSnapshot, writing: Writing): FileStep {
  const found = readOwned(document);
  const left = leftAlone(found, tables, writing);
  if (left) return { kind: left };
  const { sync, intact, kept, team, order } = found;
  const { generatedAt, log } = writing;
  const content = fileContent(tables.rows, tables.queues, { team, order });
  const stamp: FileStamp = { position: String(tables.position), recordedAt: tables.recordedAt, generatedAt, log };
  const values = unsealedValues(team, content, stamp);
  const changed = changedKeys(found, values.my_team);
  if (intact && sync?.log === log && sync.position === stamp.position && changed.length === 0)
    return { kind: "current" };
  const edited = intact || !kept ? [] : changed.length > 0 ? changed : ["my_team.sync"];
  return { kind: "write", text: writeOwned(document, seal(values)), keepPresent: !intact, edited };
}

function leftAlone(
  { sync, intact, kept }: Found,
  { position }: RosterSnapshot,
  { log, adopt }: Writing,
): "never-written" | "foreign" | "ahead" | undefined {
  if (!kept) return adopt ? undefined : "never-written";
  if (sync && sync.log !== log) return adopt ? undefined : "foreign";
  // A position that a person may have written proves nothing.
  return sync && intact && BigInt(sync.position) > position ? "ahead" : undefined;
}

function changedKeys({ values }: Found, next: FileContent & { readonly query: unknown }): readonly string[] {
  const differs = (key: "members" | "queues" | "query") => JSON.stringify(values[key]) !== JSON.stringify(next[key]);
  const inTeam = (["members", "queues", "query"] as const).filter(differs).map((key) => `my_team.${key}`);
  return values["team_source"] === "database" ? inTeam : ["team_source", ...inTeam];
}
