/** An archive does not open; the sentence says why. */
export class ArchiveClosed extends Error {
  override readonly name = "ArchiveClosed";
}

/** A head is missing that must be there: the ledger was brought up before. */
export class Unproved extends Error {
  override readonly name = "Unproved";
}

/** The archive of somebody does not prove itself, so that nothing may be taken away. */
export class BadArchive extends Error {
  override readonly name = "BadArchive";
}
