import { readFileSync } from "node:fs";
import type { RosterSnapshot } from "../../../src/app/ports/rosterSnapshot.ts";
import { parseDocument } from "../../../src/app/preferences/document.ts";
import { type FileStep, nextText, type Writing } from "../../../src/app/preferences/nextText.ts";

const sampleUrl = new URL("../../../examples/user_preferences.json", import.meta.url);

/** The sample preferences file: 11 members, 3 queues, `team_source` "json". */
export const sample = (): string => readFileSync(sampleUrl, "utf8");

export const log = "0190a5b0-0000-8000-8000-000000000001";
export const writing: Writing = { log, generatedAt: "2026-01-08T00:00:00.000Z", adopt: true };

type Sample = { my_team: { team: string; members: { name: string; email: string }[]; queues: string[] } };

/** The tables as they stand after the sample's import. */
export function source(changes: Partial<RosterSnapshot> = {}): RosterSnapshot {
  const { my_team } = JSON.parse(sample()) as Sample;
  const queues = my_team.queues.map((queue) => ({ queue }));
  const rows = my_team.members.map((member) => ({ ...member, team: my_team.team, active: true, queues }));
  return { position: 61n, recordedAt: "2026-01-07T23:59:59.000Z", rows, queues: my_team.queues, ...changes };
}

export const step = (text: string, from: RosterSnapshot = source(), how: Partial<Writing> = {}): FileStep =>
  nextText(parseDocument("file.json", text), from, { ...writing, ...how });

/** The text after the step, which must be a write. */
export function written(text: string, from?: RosterSnapshot, how?: Partial<Writing>): string {
  const next = step(text, from, how);
  if (next.kind !== "write") throw new Error(`Expected a write, not ${next.kind}.`);
  return next.text;
}
