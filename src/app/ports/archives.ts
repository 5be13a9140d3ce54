import type { DataKey } from "./dataKeys.ts";

/** An archive that was written, by whom it is about and the SHA-256 of its bytes (64 hex digits). */
export type ArchiveName = { readonly memberId: string; readonly digest: string };

/**
 * Where the archives of sealed members lie: outside the database, for their owner alone. One is unfinished until all that
 * the sealing takes away is gone; whoever comes next finds it and goes on.
 */
export type Archives = {
  /** Where they are, for a person. */
  readonly place: string;
  unfinished(): Promise<readonly ArchiveName[]>;
  /** On the disk, whole, when this returns. */
  write(name: ArchiveName, text: string): Promise<void>;
  /** The bytes of an unfinished one; undefined where there is none. */
  read(name: ArchiveName): Promise<Uint8Array | undefined>;
  /** It is finished: answers its path. */
  keep(name: ArchiveName): Promise<string>;
  drop(name: ArchiveName): Promise<void>;
  /** One of several processes at a time. */
  alone<T>(work: () => Promise<T>): Promise<T>;
};

/** The keys under which archives hold what opens their events. */
export type ArchiveKeys = {
  /** Where they are, for a person. */
  readonly place: string;
  /** The one that seals now; made where there never was one. */
  present(): Promise<DataKey>;
  find(keyId: string): Promise<DataKey | undefined>;
};
