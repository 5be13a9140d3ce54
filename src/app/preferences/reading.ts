import type { Node } from "jsonc-parser";
import { Rejection } from "../../domain/kernel/rejection.ts";
import { complain, type JsonDocument } from "./document.ts";
import { valueOf } from "./properties.ts";

/** The value of a key that an object must have. @throws {BadFile} */
export const required = (document: JsonDocument, object: Node, key: string): Node =>
  valueOf(object, key) ?? complain(document, object, `the key ${key} is missing here`);

/** The parts of a list. @throws {BadFile} */
export function items(document: JsonDocument, node: Node, what: string): readonly Node[] {
  if (node.type !== "array") complain(document, node, `${what} must be a list`);
  return node.children ?? [];
}

/** @throws {BadFile} */
export function objectAt(document: JsonDocument, node: Node, what: string): Node {
  if (node.type !== "object") complain(document, node, `${what} must be an object`);
  return node;
}

/** A text that the domain accepts, as the domain takes it. @throws {BadFile} with the domain's own sentence */
export function textAt<T>(document: JsonDocument, node: Node, accept: (text: string) => T): T {
  const value: unknown = node.value;
  if (typeof value !== "string") return complain(document, node, "this must be a text in double quotes");
  try {
    return accept(value);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return complain(document, node, error.message, "invalid-value");
  }
}

/** The first of the keys that an object has, where people write one thing in several ways. */
export const oneOf = (object: Node | undefined, keys: readonly string[]): Node | undefined =>
  object && keys.map((key) => valueOf(object, key)).find((value) => value !== undefined);
