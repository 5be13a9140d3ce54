import { type Edit, findNodeAtLocation, type Node } from "jsonc-parser";
import type { JsonDocument } from "./document.ts";
import { layoutOf, textOf } from "./layout.ts";
import { ownedPaths, teamOf } from "./ownedKeys.ts";
import { edited, removeProperties, setProperties } from "./properties.ts";

/**
 * The present text with the owned keys as the backup has them: the very bytes of their values there; a key that the
 * backup lacks is taken out with its comma and white space. What a person has changed elsewhere since stays.
 * @throws {BadFile} where either file has no `my_team`
 */
export function restoreOwned(present: JsonDocument, backup: JsonDocument): string {
  const [team, before] = [teamOf(present).node, teamOf(backup).node];
  const top = restore(
    { document: present, object: present.root },
    { document: backup, object: backup.root },
    keysOf(1),
  );
  const inTeam = restore({ document: present, object: team }, { document: backup, object: before }, keysOf(2));
  return present.mark + edited(present.source, [...top, ...inTeam]);
}

/** The owned keys at a depth: 1 is the file itself, 2 is `my_team`. */
const keysOf = (depth: 1 | 2): readonly string[] =>
  ownedPaths.flatMap((path) => (path.length === depth ? (path.at(-1) ?? []) : []));

type Place = { readonly document: JsonDocument; readonly object: Node };

function restore(present: Place, backup: Place, keys: readonly string[]): readonly Edit[] {
  const original = (key: string) => findNodeAtLocation(backup.object, [key]);
  const kept = keys.flatMap((key) => {
    const value = original(key);
    return value ? [{ key, text: textOf(backup.document.source, value) }] : [];
  });
  const gone = keys.filter((key) => !original(key));
  const set = setProperties(present.document.source, present.object, kept, layoutOf(present.document));
  return [...set, ...removeProperties(present.object, gone)];
}
