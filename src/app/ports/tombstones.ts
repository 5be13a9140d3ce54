/**
 * What takes the bytes of sealed members out of the log, for good. Only events of a stream whose sealing is recorded after
 * them can be taken.
 */
export type Tombstones = {
  /** Puts tombstones in the place of the first so many events of a stream, all or none; once more changes nothing. */
  place(stream: string, events: number): Promise<void>;
};
