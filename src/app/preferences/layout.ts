import type { Node } from "jsonc-parser";
import type { JsonDocument } from "./document.ts";

/** How a file lays its JSON out, so that what is written into it looks like its surroundings. */
export type Layout = {
  /** One step of indentation. */
  readonly unit: string;
  readonly lineEnd: string;
  /** From a key's closing quote to its value, as `: `. */
  readonly colon: string;
  /** Between items on one line, after the comma. */
  readonly space: string;
  /** Whether the file spreads over lines at all. */
  readonly spread: boolean;
};

/** What stands between the parts of one object or array: after it opens, after each comma, before it closes. */
export type Gaps = { readonly open: string; readonly between: string; readonly close: string };

export const endOf = ({ offset, length }: Node): number => offset + length;
export const textOf = (source: string, node: Node): string => source.slice(node.offset, endOf(node));

export function layoutOf({ source, root }: JsonDocument): Layout {
  const first = root.children?.[0];
  const spread = textOf(source, root).includes("\n");
  const [key, value] = first?.children ?? [];
  const colon = key && value ? source.slice(endOf(key), value.offset) : spread ? ": " : ":";
  const indent = first ? indentAt(source, first.offset) : "";
  return {
    unit: indent === "" ? "  " : indent,
    lineEnd: source.includes("\r\n") ? "\r\n" : "\n",
    colon: /\n/.test(colon) ? ": " : colon,
    space: colon.trim() === colon ? "" : " ",
    spread,
  };
}

/** The white space that begins the line on which an offset stands. */
export function indentAt(source: string, offset: number): string {
  const line = source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The gaps of an object or array as it stands; those of an empty one as its surroundings suggest. */
export function gapsOf(source: string, node: Node, layout: Layout): Gaps {
  const [first, second] = node.children ?? [];
  const last = node.children?.at(-1);
  if (!first || !last) return freshGaps(indentAt(source, node.offset), layout, layout.spread);
  const open = source.slice(node.offset + 1, first.offset);
  const close = source.slice(endOf(last), endOf(node) - 1);
  if (!second) return { open, close, between: open.includes("\n") ? open : layout.space };
  const separator = source.slice(endOf(first), second.offset);
  return { open, close, between: separator.slice(separator.indexOf(",") + 1) };
}

const freshGaps = (indent: string, { unit, lineEnd, space }: Layout, spread: boolean): Gaps =>
  spread
    ? { open: lineEnd + indent + unit, between: lineEnd + indent + unit, close: lineEnd + indent }
    : { open: "", between: space, close: "" };

/** A value on one line. */
export function onOneLine(value: unknown, layout: Layout): string {
  if (Array.isArray(value))
    return `[${value.map((item: unknown) => onOneLine(item, layout)).join(`,${layout.space}`)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => JSON.stringify(key) + layout.colon + onOneLine(item, layout),
  );
  return `{${layout.space}${entries.join(`,${layout.space}`)}${layout.space}}`;
}

/** An object or array with each of its parts on a line, as the value of a key that stands at `indent`; on one line in a file of one line. */
export function spreadOut(value: object, indent: string, layout: Layout): string {
  const array = Array.isArray(value);
  const parts = Object.entries(value).map(
    ([key, item]) => (array ? "" : JSON.stringify(key) + layout.colon) + onOneLine(item, layout),
  );
  return enclose(array, parts, freshGaps(indent, layout, layout.spread));
}

/** The parts of an array, or an object's properties, with the gaps between them. */
export function enclose(array: boolean, parts: readonly string[], { open, between, close }: Gaps): string {
  const inner = parts.length === 0 ? "" : open + parts.join(`,${between}`) + close;
  return array ? `[${inner}]` : `{${inner}}`;
}

/** A value in the layout of the one whose place it takes, or whose like it is. */
export function like(source: string, now: Node | undefined, value: unknown, layout: Layout): string {
  if (!Array.isArray(value) || now?.type !== "array" || !now.children?.length) return onOneLine(value, layout);
  const items = value.map((item: unknown) => onOneLine(item, layout));
  return enclose(true, items, gapsOf(source, now, layout));
}
