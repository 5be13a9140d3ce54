/**
 * Who works with the keys of a log, on whichever machine. All meet in the database of the data keys, which is one
 * wherever the log lies.
 */
export type LogUse = {
  /**
   * Keeps rotations away from now on, waiting for one that is under way. Asked again, it answers the same; the signal
   * is aborted when the database may have forgotten (a connection that broke).
   * @throws {LogInUse} where a rotation takes long
   */
  share(): Promise<AbortSignal>;
  /**
   * Runs while nobody else works with the keys. `work` asks `stillAlone` before each step.
   * @throws {LogInUse} naming who else does
   */
  alone<T>(work: (stillAlone: () => void) => Promise<T>): Promise<T>;
};

/** The keys of a log cannot be rotated while others work with them, nor used while they are rotated. */
export class LogInUse extends Error {
  override readonly name = "LogInUse";
}
