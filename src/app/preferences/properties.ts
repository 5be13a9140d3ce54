import { applyEdits, type Edit, findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import { endOf, gapsOf, indentAt, type Layout } from "./layout.ts";

/** A key and the text of its value: as it is, or as it becomes on a line that is indented so. */
export type Property = { readonly key: string; readonly text: string | ((indent: string) => string) };

export const valueOf = (object: Node, key: string): Node | undefined => findNodeAtLocation(object, [key]);

/** Whether a value is there and says just this. */
export const says = (node: Node | undefined, value: unknown): boolean =>
  node !== undefined && JSON.stringify(getNodeValue(node)) === JSON.stringify(value);

export const replace = (node: Node, content: string): Edit => ({ offset: node.offset, length: node.length, content });

/** The text with its edits, in whatever order they come; edits do not overlap. */
export const edited = (source: string, edits: readonly Edit[]): string => applyEdits(source, [...edits]);

/**
 * The edits that give an object's keys these values: each in its place where the key is there, the others behind the
 * last, separated as the file separates its properties.
 */
export function setProperties(
  source: string,
  object: Node,
  properties: readonly Property[],
  layout: Layout,
): readonly Edit[] {
  const { open, between, close } = gapsOf(source, object, layout);
  const indentOf = (gap: string) =>
    gap.includes("\n") ? gap.slice(gap.lastIndexOf("\n") + 1) : indentAt(source, object.offset);
  const written = ({ text }: Property, indent: string) => (typeof text === "string" ? text : text(indent));
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const property of properties) {
    const value = valueOf(object, property.key);
    if (value) edits.push(replace(value, written(property, indentAt(source, value.offset))));
    else added.push(`${JSON.stringify(property.key)}${layout.colon}${written(property, indentOf(between))}`);
  }
  if (added.length === 0) return edits;
  const last = object.children?.at(-1);
  const joined = added.join(`,${between}`);
  const inside = { offset: object.offset + 1, length: object.length - 2, content: open + joined + close };
  return [...edits, last ? { offset: endOf(last), length: 0, content: `,${between}${joined}` } : inside];
}

/**
 * The edits that take keys out of an object, each with the comma and white space before it (behind it, where it comes
 * first): the exact reverse of adding them.
 */
export function removeProperties(object: Node, keys: readonly string[]): readonly Edit[] {
  const all = object.children ?? [];
  const goes = (property: Node) => keys.includes(String(property.children?.[0]?.value));
  const firstKept = all.find((property) => !goes(property));
  if (!firstKept)
    return all.length === 0 ? [] : [{ offset: object.offset + 1, length: object.length - 2, content: "" }];
  const first = all[0] ?? firstKept;
  const leading = { offset: first.offset, length: firstKept.offset - first.offset, content: "" };
  const following = all.flatMap((property, index) => {
    const before = all[index - 1];
    if (!before || !goes(property) || property.offset < firstKept.offset) return [];
    return [{ offset: endOf(before), length: endOf(property) - endOf(before), content: "" }];
  });
  return leading.length > 0 ? [leading, ...following] : following;
}
