import canonicalize from "canonicalize";
import type { MusterEvent, MusterEventType } from "../../domain/event.ts";
import { logSubject, type Subject } from "../ports/dataKeys.ts";
import { type Blind, personalFields } from "../../domain/personalFields.ts";

type Json = Readonly<Record<string, unknown>>;

/** What an event's envelope hides: its personal fields and the reason that was given for it. */
export type Secrets = { readonly data: Json; readonly reason?: string };

/** Canonical JSON (RFC 8785): one value, one text, on every machine. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("This value has no JSON form.");
  return text;
}

/**
 * Whose key seals an event: the one member's whom it is about, else the log's own. A sealing outlives its member's key,
 * and so does the reason that was given for it.
 */
export function subjectOf({ type, data }: MusterEvent): Subject {
  if (type === "MemberSealed") return logSubject;
  if ("memberId" in data) return data.memberId;
  if ("heldMember" in data) return data.heldMember ?? logSubject;
  return "about" in data && data.about.kind === "member" ? data.about.id : logSubject;
}

const blindsOf = (type: MusterEventType): Readonly<Record<string, Blind | undefined>> => personalFields[type];

/** Parts an event's data into what may be read in clear and what must be sealed. Empty values hide nothing. */
export function partSecrets(event: MusterEvent): { readonly clear: Json; readonly personal: Json } {
  const blinds = blindsOf(event.type);
  const clear: Record<string, unknown> = {};
  const personal: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event.data) as readonly [string, unknown][]) {
    if (value === undefined) continue;
    (blinds[field] && value !== null ? personal : clear)[field] = value;
  }
  return { clear, personal };
}

/** The stand-ins for fields whose key is destroyed. */
export const blindFields = (type: MusterEventType, fields: readonly string[], memberId: string): Json =>
  Object.fromEntries(fields.map((field) => [field, blindsOf(type)[field]?.(memberId) ?? null]));
