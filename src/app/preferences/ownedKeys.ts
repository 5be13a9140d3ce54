import { createHash } from "node:crypto";
import { getNodeValue, type Node } from "jsonc-parser";
import {
  type FileOrder,
  type FileStamp,
  liveQuery,
  type OwnedValues,
  type UnsealedValues,
} from "../../projections/rosterFile.ts";
import { canonicalJson } from "../codec/envelope.ts";
import { complain, type JsonDocument, valueAt } from "./document.ts";
import { entriesOf } from "./membersText.ts";
import { valueOf } from "./properties.ts";

/** The keys of a preferences file that Muster writes; everything else is the person's. */
export const ownedPaths = [
  ["team_source"],
  ["my_team", "members"],
  ["my_team", "queues"],
  ["my_team", "query"],
  ["my_team", "sync"],
] as const;

/**
 * What the owned keys of a file say, whoever wrote it.
 * @property kept whether Muster has written the file, even if a person has taken some of it out since
 * @property intact whether they are as Muster wrote them
 */
export type Found = {
  readonly team: string;
  readonly order: FileOrder;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sync: (FileStamp & { readonly sha256: string }) | undefined;
  readonly kept: boolean;
  readonly intact: boolean;
};

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** The SHA-256, in hex, over the canonical JSON (RFC 8785) of the owned values without the hash itself. */
export const hashOf = (values: unknown): string => createHash("sha256").update(canonicalJson(values)).digest("hex");

function matches(values: unknown, sha256: unknown): boolean {
  try {
    return hashOf(values) === sha256;
  } catch {
    // Half a surrogate pair has no canonical form: no hash of ours covers it.
    return false;
  }
}

export const seal = ({ team_source, my_team }: UnsealedValues): OwnedValues => {
  const sync = { ...my_team.sync, sha256: hashOf({ team_source, my_team }) };
  return { team_source, my_team: { ...my_team, sync } };
};

/** The object `my_team`, and the team that it names. @throws {BadFile} where either is lacking */
export function teamOf(document: JsonDocument): { readonly node: Node; readonly team: string } {
  if (document.root.type !== "object") complain(document, document.root, "the file must hold one JSON object");
  const node = valueAt(document, "my_team") ?? complain(document, document.root, "the key my_team is missing");
  if (node.type !== "object") complain(document, node, "my_team must be an object");
  const name = valueOf(node, "team") ?? complain(document, node, "the key my_team.team is missing: it names the team");
  const team: unknown = name.value;
  if (typeof team !== "string") complain(document, name, "the team's name must be a text");
  return { node, team: team.trim() };
}

/** Of a member's entry the hash covers what Muster writes there; the rest is the person's. */
function membersOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((entry: unknown) => {
    const { name, email, queues } = object(entry);
    return { name, email, queues };
  });
}

/** @throws {BadFile} where the file does not say which team is its own */
export function readOwned(document: JsonDocument): Found {
  const { node, team } = teamOf(document);
  const at = (key: string): unknown => {
    const value = valueOf(node, key);
    return value ? getNodeValue(value) : undefined;
  };
  const { sha256, ...stamp } = object(at("sync"));
  const members = membersOf(at("members"));
  const owned = { members, queues: at("queues"), query: at("query") };
  const source = valueAt(document, "team_source");
  const values = { team_source: source ? (getNodeValue(source) as unknown) : undefined, ...owned };
  const intact = matches({ team_source: values.team_source, my_team: { ...owned, sync: stamp } }, sha256);
  const queues = Array.isArray(owned.queues) ? owned.queues.filter((queue) => typeof queue === "string") : [];
  return {
    team,
    order: { members: entriesOf(valueOf(node, "members")), queues },
    values,
    sync: isSync(stamp) && typeof sha256 === "string" ? { ...stamp, sha256 } : undefined,
    kept: at("sync") !== undefined || JSON.stringify(owned.query) === JSON.stringify(liveQuery(team)),
    intact,
  };
}

const isSync = (stamp: Readonly<Record<string, unknown>>): stamp is FileStamp =>
  ["position", "recordedAt", "generatedAt", "log"].every((key) => typeof stamp[key] === "string") &&
  /^\d+$/.test(String(stamp["position"]));
