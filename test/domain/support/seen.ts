import type { Command } from "../../../src/domain/command.ts";
import type { GuardStream } from "../../../src/domain/guard/facts.ts";
import type { LineHistory } from "../../../src/domain/guard/lines.ts";
import type { Needs } from "../../../src/domain/needs.ts";
import type { Setting } from "../../../src/domain/setting.ts";
import { noHolds } from "../../../src/domain/hold/hold.ts";
import { decideOn, needsOn } from "../../../src/domain/timeline/decideOn.ts";
import { type Judged, refuseNeedless } from "../../../src/domain/timeline/judge.ts";
import { noQueue } from "../../../src/domain/timeline/queueHistory.ts";
import { emptyTimeline, type Timeline } from "../../../src/domain/timeline/timeline.ts";

const pick = <V>(all: ReadonlyMap<string, V>, keys: readonly string[], nothing: V): ReadonlyMap<string, V> =>
  new Map(keys.map((key) => [key, all.get(key) ?? nothing]));

const noLines: LineHistory = new Map();
const nothing: Needs = {
  members: [],
  queues: [],
  emails: [],
  queueNames: [],
  lines: false,
  teams: false,
  holds: false,
};

const both = (a: Needs, b: Needs): Needs => ({
  members: [...new Set([...a.members, ...b.members])],
  queues: [...new Set([...a.queues, ...b.queues])],
  emails: [...new Set([...a.emails, ...b.emails])],
  queueNames: [...new Set([...a.queueNames, ...b.queueNames])],
  lines: a.lines || b.lines,
  teams: a.teams || b.teams,
  holds: a.holds || b.holds,
});

/** All of a timeline, and nothing where it never was. */
export const filled = (all: Timeline, wanted: Needs): Timeline => {
  const more = load(all, wanted);
  return {
    ...all,
    members: new Map([...more.members, ...all.members]),
    queues: new Map([...more.queues, ...all.queues]),
    emailOwners: new Map([...more.emailOwners, ...all.emailOwners]),
    queueNameOwners: new Map([...more.queueNameOwners, ...all.queueNameOwners]),
    lines: all.lines ?? new Map(),
    teams: all.teams ?? new Set(),
    holds: all.holds ?? noHolds,
  };
};

function load(all: Timeline, wanted: Needs): Timeline {
  const loaded = {
    members: pick(all.members, wanted.members, []),
    queues: pick(all.queues, wanted.queues, noQueue),
    emailOwners: pick(all.emailOwners, wanted.emails, []),
    queueNameOwners: pick(all.queueNameOwners, wanted.queueNames, []),
    lines: wanted.lines ? (all.lines ?? noLines) : null,
    teams: wanted.teams ? (all.teams ?? new Set<string>()) : null,
    holds: wanted.holds ? (all.holds ?? noHolds) : null,
  };
  const dates = [
    ...[...loaded.members.values()].flatMap((events) => events.map(({ effectiveOn }) => effectiveOn)),
    ...[...loaded.queues.values()].flatMap(({ own, cover }) => [
      ...own.map(({ effectiveOn }) => effectiveOn),
      ...[...cover.values()].flat().map(({ on }) => on),
    ]),
    ...[...loaded.emailOwners.values(), ...loaded.queueNameOwners.values()].flat().map(({ on }) => on),
    ...[...(loaded.lines?.values() ?? [])].flat().map(({ on }) => on),
  ];
  return { ...emptyTimeline, ...loaded, newest: dates.reduce((a, b) => (a > b ? a : b), "") };
}

export type Seen = Judged & { readonly wanted: Needs };

/**
 * Decides as a command handler does: on what the command asks to see alone, loading more until it asks for nothing new.
 * `told` is told all that was asked for, also where the command is refused.
 */
export function decideSeeing(
  command: Command,
  all: Timeline,
  setting: Setting,
  told: (wanted: Needs) => void = () => undefined,
): Seen {
  let wanted = nothing;
  for (;;) {
    const loaded = load(all, wanted);
    const more = both(wanted, needsOn(command, loaded));
    if (JSON.stringify(more) !== JSON.stringify(wanted)) {
      wanted = more;
      continue;
    }
    told(wanted);
    const judged = decideOn(command, loaded, setting);
    if (judged.kind === "holds") {
      refuseNeedless(command.data.withdraw ?? [], judged.events);
      return { ...judged, wanted };
    }
    const asked = both(wanted, judged.needs);
    if (JSON.stringify(asked) === JSON.stringify(wanted)) throw new Error("It asks for what it was given.");
    wanted = asked;
  }
}

/** Whether the handler knows the guard, and so the revision to expect of it. */
export function asksFor(wanted: Needs, guard: GuardStream): boolean {
  switch (guard.kind) {
    case "email":
      return wanted.emails.includes(guard.email);
    case "queue-name":
      return wanted.queueNames.includes(guard.name);
    case "reporting-lines":
      return wanted.lines;
    case "teams":
      return wanted.teams;
    case "legal-holds":
      return wanted.holds;
    case "schedule":
      return false;
    case "queue":
      return wanted.queues.includes(guard.queueId);
  }
}
