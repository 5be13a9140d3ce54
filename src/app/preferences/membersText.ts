import type { Node } from "jsonc-parser";
import { type FileMember, matchMembers } from "../../projections/rosterFile.ts";
import { enclose, endOf, gapsOf, type Layout, like, onOneLine, textOf } from "./layout.ts";
import { edited, type Property, says, setProperties, valueOf } from "./properties.ts";

const text = (object: Node, key: string): string => {
  const value: unknown = valueOf(object, key)?.value;
  return typeof value === "string" ? value : "";
};

/** The names and emails of the entries of a members array, in its order; what has none answers empty texts. */
export const entriesOf = (array: Node | undefined): readonly { readonly name: string; readonly email: string }[] =>
  (array?.children ?? []).map((entry) => ({ name: text(entry, "name"), email: text(entry, "email") }));

/**
 * The text of a members array that shows these members, in their order. An entry that is there already keeps its place,
 * its layout and whatever else a person noted in it; only what differs in name, email and queues is written.
 */
export function membersText(source: string, array: Node, members: readonly FileMember[], layout: Layout): string {
  const entries = array.children ?? [];
  const gaps = gapsOf(source, array, layout);
  const matches = matchMembers(entriesOf(array), members);
  const model = entries.find((entry) => entry.type === "object" && (entry.children?.length ?? 0) > 1);
  let result = "";
  let before: number | undefined;
  members.forEach((member, place) => {
    const index = matches.get(place);
    const entry = index === undefined ? undefined : entries[index];
    if (place > 0) result += separator(source, entries, before, index) ?? `,${gaps.between}`;
    result += entry ? entryText(source, entry, member, layout) : freshEntry(source, member, model, layout);
    before = index;
  });
  return enclose(true, members.length === 0 ? [] : [result], gaps);
}

/** What separates two entries in the file, if these two follow one another there. */
function separator(source: string, entries: readonly Node[], before?: number, after?: number): string | undefined {
  if (before === undefined || after !== before + 1) return undefined;
  const [first, second] = [entries[before], entries[after]];
  return first && second ? source.slice(endOf(first), second.offset) : undefined;
}

function entryText(source: string, entry: Node, member: FileMember, layout: Layout): string {
  const start = entry.offset;
  const changes = properties(member).filter(({ key, value }) => !says(valueOf(entry, key), value));
  const written = changes.map(({ key, value }): Property => ({
    key,
    text: like(source, valueOf(entry, key), value, layout),
  }));
  const edits = setProperties(source, entry, written, layout).map((edit) => ({ ...edit, offset: edit.offset - start }));
  return edited(textOf(source, entry), edits);
}

const properties = ({
  name,
  email,
  queues,
}: FileMember): readonly { readonly key: string; readonly value: unknown }[] => [
  { key: "name", value: name },
  { key: "email", value: email },
  { key: "queues", value: queues },
];

/** A new entry, laid out as the first of the others is. */
function freshEntry(source: string, member: FileMember, model: Node | undefined, layout: Layout): string {
  if (!model) return onOneLine(member, layout);
  const written = properties(member).map(
    ({ key, value }) => JSON.stringify(key) + layout.colon + like(source, valueOf(model, key), value, layout),
  );
  return enclose(false, written, gapsOf(source, model, layout));
}
