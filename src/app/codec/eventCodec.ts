import type { MusterEvent, MusterEventType } from "../../domain/event.ts";
import type { Actor } from "../../domain/kernel/actor.ts";
import type { Decided } from "../../domain/kernel/decider.ts";
import type { Metadata, Recorded } from "../../domain/recorded.ts";
import type { DataKey, DataKeys } from "../ports/dataKeys.ts";
import type { Stored, Unrecorded } from "../ports/eventLog.ts";
import type { Sealed, Sealing } from "../ports/sealing.ts";
import { blindFields, canonicalJson, partSecrets, type Secrets, subjectOf } from "./envelope.ts";
import { personalFields } from "../../domain/personalFields.ts";
import { type Tombstone, tombstoneIn } from "./tombstone.ts";
import { type Lifts, lifts, presentVersion, upcast } from "./upcasting.ts";

type Json = Readonly<Record<string, unknown>>;

/** Which command an event comes of, and who gave it. */
export type Origin = {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly reason?: string;
};

/** An event that is about to be recorded. */
export type ToRecord = { readonly event: Decided<MusterEvent>; readonly eventId: string; readonly origin: Origin };

/** A stored event that this build cannot read, and why: an unknown type, a newer schema version, a missing key. */
export type Unreadable = Omit<Stored, "bytes"> & { readonly unreadable: string };

export type DecodedEvent = Recorded<MusterEvent> | Unreadable;

/** The one place where events become bytes and bytes become events; the format is ADR 0002. */
export type EventCodec = {
  /** Seals and serialises; makes the data keys that are lacking, committed before it returns. */
  encode(events: readonly ToRecord[]): Promise<readonly Unrecorded[]>;
  /** Opens, lifts to the present version, and answers in the same order. */
  decode(stored: readonly Stored[]): Promise<readonly DecodedEvent[]>;
};

type StoredMetadata = Omit<Metadata, "reason">;
type StoredEnvelope = Sealed & { readonly fields: readonly string[] };
type Document = { readonly data: Json; readonly meta: StoredMetadata; readonly sealed?: StoredEnvelope };

export const isUnreadable = (event: DecodedEvent): event is Unreadable => "unreadable" in event;

const isKnown = (type: string): type is MusterEventType => Object.hasOwn(personalFields, type);
const sealingContext = (eventId: string, type: string): string => `${eventId}/${type}`;

/** @param known how older shapes are lifted; those of this build unless a test stands in for another one */
export function eventCodec(sealing: Sealing, dataKeys: DataKeys, known: Lifts = lifts): EventCodec {
  return {
    async encode(events) {
      const sealed = events.map((item) => ({ item, ...partSecrets(item.event) })).map(withSecrets);
      const subjects = new Set(sealed.flatMap(({ item, secrets }) => (secrets ? [subjectOf(item.event)] : [])));
      const keys = subjects.size > 0 ? await dataKeys.forSubjects([...subjects]) : new Map<string, DataKey>();
      return sealed.map(({ item, clear, secrets }) => {
        const envelope = secrets && sealWith(sealing, keys.get(subjectOf(item.event)), item, secrets);
        return serialise(item, presentVersion(item.event.type, known), { clear, sealed: envelope });
      });
    },

    async decode(stored) {
      const parsed = stored.map((event) => parse(event, known));
      const keyIds = new Set(parsed.flatMap(({ document }) => (document?.sealed ? [document.sealed.keyId] : [])));
      const keys = keyIds.size > 0 ? await dataKeys.load([...keyIds]) : new Map<string, DataKey | "destroyed">();
      return parsed.map(({ event, document, unreadable, tombstone }) => {
        if (document) return open({ sealing, keys, known }, event, document);
        return tombstone ? sealedEvent(event, tombstone) : unreadableEvent(event, unreadable ?? "it is empty");
      });
    },
  };
}

type Parted = { readonly item: ToRecord; readonly clear: Json; readonly personal: Json };

function withSecrets({ item, clear, personal }: Parted): { item: ToRecord; clear: Json; secrets: Secrets | undefined } {
  const { reason } = item.origin;
  const secrets = reason === undefined ? { data: personal } : { data: personal, reason };
  const hidesAny = reason !== undefined || Object.keys(personal).length > 0;
  return { item, clear, secrets: hidesAny ? secrets : undefined };
}

function sealWith(sealing: Sealing, key: DataKey | undefined, item: ToRecord, secrets: Secrets): StoredEnvelope {
  if (!key) throw new Error(`There is no data key to seal a ${item.event.type} under.`);
  const sealed = sealing.seal(key, sealingContext(item.eventId, item.event.type), canonicalJson(secrets));
  return { ...sealed, fields: Object.keys(secrets.data).sort() };
}

type Content = { readonly clear: Json; readonly sealed: StoredEnvelope | undefined };

/** Canonical JSON but for `recordedAt`, which only the log knows; its name sorts after all the others but one. */
function serialise({ event, eventId, origin }: ToRecord, version: number, { clear, sealed }: Content): Unrecorded {
  const { actor, causationId, commandId, correlationId } = origin;
  const { effectiveOn, type } = event;
  const early = canonicalJson({ actor, causationId, commandId, correlationId, effectiveOn, eventId }).slice(0, -1);
  const before = `{"data":${canonicalJson(clear)},"meta":${early},"recordedAt":"`;
  const after = `","schemaVersion":${version}}${sealed ? `,"sealed":${canonicalJson(sealed)}` : ""}}`;
  return { eventId, type, bytesAt: (recordedAt) => Buffer.from(before + recordedAt + after) };
}

/** The data key that an event's personal fields lie under; undefined where there are none, or none that can be read. */
export function keyIdOf(event: Stored): string | undefined {
  return parse(event, lifts).document?.sealed?.keyId;
}

type Parsed = {
  readonly event: Stored;
  readonly document?: Document;
  readonly unreadable?: string;
  readonly tombstone?: Tombstone;
};

function parse(event: Stored, known: Lifts): Parsed {
  const tombstone = tombstoneIn(event.bytes);
  if (tombstone) return { event, tombstone };
  if (!isKnown(event.type)) return { event, unreadable: `this build knows no event type ${event.type}` };
  try {
    const { buffer, byteOffset, length } = event.bytes;
    const document = JSON.parse(Buffer.from(buffer, byteOffset, length).toString()) as Document;
    const version = document.meta.schemaVersion;
    return version > presentVersion(event.type, known)
      ? { event, unreadable: `its schema version ${version} is newer than this build` }
      : { event, document };
  } catch (cause) {
    return { event, unreadable: `its bytes are no JSON of Muster's: ${String(cause)}` };
  }
}

const unreadableEvent = ({ position, stream, revision, eventId, type }: Stored, why: string): Unreadable => ({
  position,
  stream,
  revision,
  eventId,
  type,
  unreadable: `${type} at position ${position} cannot be read: ${why}.`,
});

/** An event of a sealed member: that it was, and when it was recorded, is all that may be known. */
function sealedEvent({ position, stream, revision, eventId, type }: Stored, { recordedAt }: Tombstone): DecodedEvent {
  const origin = { commandId: eventId, correlationId: eventId, causationId: eventId };
  const actor = { issuer: "muster", subject: "log" };
  const meta = { eventId, ...origin, actor, effectiveOn: recordedAt.slice(0, 10), recordedAt, schemaVersion: 1 };
  return { type: "Tombstone", data: { was: type }, meta, stream, position, revision };
}

/** What opens envelopes and lifts what lay in them. */
type Opening = {
  readonly sealing: Sealing;
  readonly keys: ReadonlyMap<string, DataKey | "destroyed">;
  readonly known: Lifts;
};

function open({ sealing, keys, known }: Opening, event: Stored, { data, meta, sealed }: Document): DecodedEvent {
  const { position, revision, stream, type } = event;
  const secrets = sealed ? openSecrets(sealing, keys.get(sealed.keyId), event, { data, meta, sealed }) : undefined;
  if (typeof secrets === "string") return unreadableEvent(event, secrets);
  const lifted = upcast(type, meta.schemaVersion, secrets ? { ...data, ...secrets.data } : data, known);
  const told = secrets?.reason === undefined ? meta : { ...meta, reason: secrets.reason };
  // The log's own bytes, written by `encode` and lifted to the present version, have the shape that their type names.
  return { type, data: lifted, meta: told, stream, position, revision } as unknown as Recorded<MusterEvent>;
}

/** What the envelope hides, stand-ins for it where its key was destroyed, or a sentence that says why neither. */
function openSecrets(
  sealing: Sealing,
  key: DataKey | "destroyed" | undefined,
  { type, eventId }: Stored,
  { data, sealed }: Required<Document>,
): Secrets | string {
  if (key === undefined) return `the data key ${sealed.keyId} is not in this database's muster.data_keys`;
  if (key === "destroyed")
    return { data: blindFields(type as MusterEventType, sealed.fields, String(data["memberId"])) };
  try {
    return JSON.parse(sealing.open(key, sealingContext(eventId, type), sealed)) as Secrets;
  } catch (cause) {
    return `its envelope does not open under the data key ${sealed.keyId}: ${String(cause)}`;
  }
}
