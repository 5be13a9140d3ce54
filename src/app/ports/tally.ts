/**
 * What this process has done to the log since it began, counted.
 * @property appends that were stored; `events` in them
 * @property conflicts that an append met: others had changed one of its streams; most are decided anew and then stored
 */
export type Tally = { readonly appends: number; readonly events: number; readonly conflicts: number };
