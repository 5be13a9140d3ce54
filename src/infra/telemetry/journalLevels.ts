/** How much a process writes: from everything to nothing. */
export const journalLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type JournalLevel = (typeof journalLevels)[number];
