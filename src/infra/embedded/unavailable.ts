/** The embedded Postgres cannot be had here; the sentence says why and, where there is something, what to do. */
export class EmbeddedUnavailable extends Error {
  override readonly name = "EmbeddedUnavailable";
}

export const noRoom = "There is no room left on the disk that holds Muster's home, which needs about 100 MB.";

/** What went wrong, for a person. */
export const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code === "ENOSPC" ? noRoom : error.message;
};
