/** What is in the log is not what was signed: nothing more is signed until a person has looked. */
export class LedgerContradicted extends Error {
  override readonly name = "LedgerContradicted";
}
