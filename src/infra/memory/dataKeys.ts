import { randomBytes, randomUUID } from "node:crypto";
import type { DataKey, DataKeys } from "../../app/ports/dataKeys.ts";

/** Data keys that end with the process, for tests and for what-if. `destroy` is what an erasure does. */
export function memoryDataKeys(): DataKeys & { destroy(subject: string): void } {
  const bySubject = new Map<string, DataKey>();
  const byId = new Map<string, DataKey | "destroyed">();
  const make = (subject: string): DataKey => {
    const key = { keyId: randomUUID(), bytes: randomBytes(32) };
    bySubject.set(subject, key);
    byId.set(key.keyId, key);
    return key;
  };
  return {
    forSubjects: (subjects) =>
      Promise.resolve(new Map(subjects.map((subject) => [subject, bySubject.get(subject) ?? make(subject)]))),
    load: (keyIds) => Promise.resolve(new Map([...byId].filter(([keyId]) => keyIds.includes(keyId)))),
    destroy(subject) {
      const key = bySubject.get(subject);
      bySubject.delete(subject);
      if (key) byId.set(key.keyId, "destroyed");
    },
  };
}
