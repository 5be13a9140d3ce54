/** What was asked for is recorded; what failed came after that, and is the cause. */
export class Unsettled extends Error {
  override readonly name = "Unsettled";

  constructor(position: bigint, cause: unknown) {
    super(`It is recorded, at position ${position}, but does not show everywhere yet.`, { cause });
  }
}
