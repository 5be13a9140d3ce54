import { applyEdits, getNodePath, modify, type Node, parseTree } from "jsonc-parser";
import { folded } from "../../domain/kernel/fold.ts";
import { erasedName } from "../../domain/member/erased.ts";
import { asWords, type Person } from "./person.ts";

/**
 * A JSON text without the person: what lists them lists one less, and where else they are named an erased member is. The rest
 * stays to the byte. A text that is no JSON has every name and address written over.
 */
export function withoutPerson(text: string, person: Person): string {
  const told = new Set([...person.names, ...person.emails].map(folded));
  const isThem = (value: string) => told.has(folded(value));
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  let source = text.slice(mark.length);
  for (;;) {
    const root = parseTree(source);
    if (!root) return mark + overwritten(source, person);
    const found = naming(root, isThem);
    if (!found) return mark + overwritten(source, person);
    source = applyEdits(source, modify(source, getNodePath(found.node), found.value, {}));
  }
}

/** What is to go, or to be written over: the nearest entry of a list, else the property. */
type Found = { readonly node: Node; readonly value: string | undefined };

function naming(node: Node, isThem: (value: string) => boolean): Found | undefined {
  if (node.type === "string" && isThem(String(node.value))) return { node, value: erasedName };
  for (const child of node.children ?? []) {
    const found = naming(child, isThem);
    if (!found) continue;
    if (node.type === "array") return { node: child, value: undefined };
    // A property whose name names them goes as a whole.
    return node.type === "property" && node.children?.[0] === child && node.children[1]
      ? { node: node.children[1], value: undefined }
      : found;
  }
  return undefined;
}

/** Names and addresses within longer texts, longest first. */
const overwritten = (text: string, { names, emails }: Person): string =>
  [...emails, ...names]
    .toSorted((a, b) => b.length - a.length)
    .reduce((now, part) => now.replace(asWords(part, "gi"), erasedName), text);
