import type { Node } from "jsonc-parser";
import type { OwnedValues } from "../../projections/rosterFile.ts";
import type { JsonDocument } from "./document.ts";
import { type Layout, layoutOf, like, onOneLine, spreadOut, textOf } from "./layout.ts";
import { membersText } from "./membersText.ts";
import { teamOf } from "./ownedKeys.ts";
import { edited, type Property, says, setProperties, valueOf } from "./properties.ts";

/**
 * The file's text with the owned values in it, and not a byte changed elsewhere.
 * @throws {BadFile} where the file does not say which team is its own
 */
export function writeOwned(document: JsonDocument, { team_source, my_team }: OwnedValues): string {
  const { mark, source, root } = document;
  const { node } = teamOf(document);
  const layout = layoutOf(document);
  const top: Property = { key: "team_source", text: JSON.stringify(team_source) };
  const values = [
    { key: "members", value: my_team.members },
    { key: "queues", value: my_team.queues },
    { key: "query", value: my_team.query },
    { key: "sync", value: my_team.sync },
  ];
  // A list of members may say the same as before in an entry and yet hold a person's own notes beside it.
  const changed = values.filter(({ key, value }) => !says(valueOf(node, key), value));
  const properties = changed.map(({ key, value }): Property => ({
    key,
    text: textFor(source, node, { key, value, layout }),
  }));
  const edits = says(valueOf(root, top.key), team_source) ? [] : setProperties(source, root, [top], layout);
  return mark + edited(source, [...edits, ...setProperties(source, node, properties, layout)]);
}

type Piece = { readonly key: string; readonly value: object; readonly layout: Layout };

function textFor(source: string, team: Node, { key, value, layout }: Piece): Property["text"] {
  const now = valueOf(team, key);
  if (now?.type === "array" && key === "members")
    return membersText(source, now, value as OwnedValues["my_team"]["members"], layout);
  if (now?.type === "array" && now.children?.length) return like(source, now, value, layout);
  const spread = textOf(source, team).includes("\n");
  return (indent) => (spread ? spreadOut(value, indent, layout) : onOneLine(value, layout));
}
