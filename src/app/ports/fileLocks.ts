/** Who may write a file, among all processes on one machine that share a database. A file is named by its real path. */
export type FileLocks = {
  /**
   * Waits until this process is the one that keeps the file, and stays it while `work` runs. The signal that `work`
   * gets is aborted when `signal` is, and when the election is lost (a connection that broke).
   */
  asKeeper(file: string, signal: AbortSignal, work: (lost: AbortSignal) => Promise<void>): Promise<void>;
  /** Runs while nobody else does so for the same file. */
  alone<T>(file: string, work: () => Promise<T>): Promise<T>;
};
