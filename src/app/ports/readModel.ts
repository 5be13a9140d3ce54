/**
 * Whether there are read tables at all. After a rollback there are none, and that is meant: reads and changes are
 * refused until an import or a rebuild asks for them again. The log and the data keys are never touched.
 */
export type ReadModel = {
  isRolledBack(): Promise<boolean>;
  /** Drops the read tables in the reverse of the order in which they were made. Done twice, it is done once. */
  rollBack(): Promise<void>;
  /** Makes the read tables again, empty, where a rollback dropped them. */
  restore(): Promise<void>;
};
