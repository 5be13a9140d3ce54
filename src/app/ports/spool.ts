/** A text that is written in parts, and read again as often as is wanted, on a disk and under no name. */
export type Spool = {
  write(text: string): Promise<void>;
  /** In bytes. */
  size(): number;
  read(): AsyncIterable<Uint8Array>;
  /** It is gone then. */
  close(): Promise<void>;
};

export type MakeSpool = () => Promise<Spool>;
