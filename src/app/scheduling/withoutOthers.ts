import { memberStream } from "../../domain/event.ts";
import { Rejection } from "../../domain/kernel/rejection.ts";
import { asWords, personOf } from "../erasure/person.ts";
import type { ReadStreamFrom } from "../streamReader.ts";

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * A refusal that names nobody but whom it is about: it is kept under that member's key, and would outlive the others. They
 * stand in it by id.
 */
export async function withoutOthers(refusal: Rejection, about: string, read: ReadStreamFrom): Promise<Rejection> {
  const others = new Set((JSON.stringify(refusal.details).match(id) ?? []).filter((each) => each !== about));
  let sentence = refusal.message;
  for (const other of others) {
    const { names, emails } = personOf(other, (await read(memberStream(other))).events);
    for (const part of [...names, ...emails].toSorted((a, b) => b.length - a.length))
      sentence = sentence.replace(asWords(part, "gi"), `member ${other}`);
  }
  return sentence === refusal.message ? refusal : new Rejection(refusal.code, sentence, refusal.details);
}
