/** The embedded Postgres cannot be had here; the sentence says why and, where there is something, what to do. */
export class EmbeddedUnavailable extends Error {
  override readonly name = "EmbeddedUnavailable";
}
