import {
  findNodeAtLocation,
  getLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { BadFile, type BadFileCode, type Place } from "./failures.ts";

/**
 * A JSON text and the tree of its values, each with its offset in `source`.
 * `mark` is the byte order mark, if the text begins with one; `source` is the rest.
 */
export type JsonDocument = {
  readonly file: string;
  readonly mark: string;
  readonly source: string;
  readonly root: Node;
};

const byteOrderMark = "\uFEFF";

/** What each complaint of the parser means to a person. */
const complaints: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is no JSON value",
  InvalidNumberFormat: "this number is not written as JSON wants it",
  PropertyNameExpected: "a property's name in double quotes is missing here (or there is a comma too many before it)",
  ValueExpected: "a value is missing here (or there is a comma too many before it)",
  ColonExpected: "a colon is missing here",
  CommaExpected: "a comma is missing here",
  CloseBraceExpected: "a closing brace } is missing here",
  CloseBracketExpected: "a closing bracket ] is missing here",
  EndOfFileExpected: "there is more text after the end of the JSON value",
  InvalidCommentToken: "JSON allows no comments, and the programs that read this file would not understand one",
  UnexpectedEndOfString: "this text lacks its closing quote",
  InvalidUnicode: "this \\u escape needs four hexadecimal digits",
  InvalidEscapeCharacter: "this escape is unknown to JSON",
  InvalidCharacter: "a control character stands in this text; JSON wants it escaped",
};

/**
 * Reads strict JSON (RFC 8259: no comments, no trailing commas), with one value for each key.
 * @throws {BadFile} naming the JSON path, line and column of the first fault
 */
export function parseDocument(file: string, text: string): JsonDocument {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  const source = text.slice(mark.length);
  if (source.trim() === "") throw new BadFile("empty", file, "the file is empty");
  const document = { file, mark, source, root: parse(file, source) };
  refuseRepeatedKeys(document, document.root);
  return document;
}

function parse(file: string, source: string): Node {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(source, errors, { disallowComments: true });
    const first = errors[0];
    if (first) throw malformed(file, source, first);
    // The parser mends what it can; the language's own judges what is left.
    JSON.parse(source);
    if (root) return root;
  } catch (cause) {
    if (cause instanceof BadFile) throw cause;
    const why = cause instanceof RangeError ? "its values are nested too deeply" : "this is not JSON";
    throw new BadFile("malformed", file, why, { cause });
  }
  throw new BadFile("malformed", file, "this is not JSON");
}

function malformed(file: string, source: string, { error, offset, length }: ParseError): BadFile {
  const place = placeAt(source, offset, getLocation(source, offset).path);
  const name = printParseErrorCode(error);
  const cutOff = offset + (name === "UnexpectedEndOfString" ? length : 0) >= source.trimEnd().length;
  const complaint = cutOff
    ? "the file ends before its JSON does: it seems to have been cut off"
    : (complaints[name] ?? "this is not JSON");
  return new BadFile("malformed", file, complaint, { place });
}

function refuseRepeatedKeys(document: JsonDocument, node: Node): void {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === "object" ? child.children?.[0] : undefined;
    if (key && seen.has(key.value))
      complain(document, key, `the key ${JSON.stringify(key.value)} stands here twice`, "malformed");
    seen.add(key?.value);
    refuseRepeatedKeys(document, child);
  }
}

/** The value at a path of keys and indices. */
export const valueAt = ({ root }: JsonDocument, ...path: readonly (string | number)[]): Node | undefined =>
  findNodeAtLocation(root, [...path]);

/** Where a value stands, in words for a person. */
export function placeOf({ source }: JsonDocument, node: Node): Place {
  const path: (string | number)[] = [];
  for (let { parent } = node, at = node; parent; at = parent, { parent } = parent) {
    if (parent.type === "array") path.unshift(parent.children?.indexOf(at) ?? 0);
    if (parent.type === "property") path.unshift(String(parent.children?.[0]?.value));
  }
  return placeAt(source, node.offset, path);
}

function placeAt(source: string, offset: number, path: readonly (string | number)[]): Place {
  const lines = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { path: inDots(path), line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

const inDots = (path: readonly (string | number)[]): string =>
  path
    .filter((step) => step !== "")
    .map((step) => (typeof step === "number" || !/^\w+$/.test(step) ? `[${JSON.stringify(step)}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");

/** Refuses the file for what stands at a value. */
export function complain(
  document: JsonDocument,
  node: Node,
  complaint: string,
  code: BadFileCode = "wrong-shape",
): never {
  throw new BadFile(code, document.file, complaint, { place: placeOf(document, node) });
}
