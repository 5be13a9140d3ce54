import type { Command } from "../command.ts";
import { decide } from "../decide.ts";
import { addDays, isLocalDate, type LocalDate } from "../kernel/time.ts";
import { releaseEmail } from "../member/emailClaim.ts";
import { needs, type Needs } from "../needs.ts";
import type { Setting } from "../setting.ts";
import type { World } from "../world.ts";
import { type Asking, judge, type Judged } from "./judge.ts";
import { enter, type Timeline } from "./timeline.ts";
import { worldAt } from "./worldAt.ts";

/** The date on which a command's change begins to hold: for a departure, the day after the last day. */
export function dateOf({ type, data }: Command): LocalDate {
  if (type !== "DeactivateMember") return data.on;
  return isLocalDate(data.lastDay) ? addDays(data.lastDay, 1) : data.lastDay;
}

/** The world that a command is decided on. */
function worldOf(command: Command, timeline: Timeline): World {
  const on = dateOf(command);
  // Who was registered in error never was, whatever was recorded since: all of it is looked at.
  const all = command.type === "VoidRegistration" && timeline.newest > on;
  return worldAt(timeline, all ? timeline.newest : on);
}

/** What a command must see on its date: load it and ask again, until nothing new is asked for. */
export const needsOn = (command: Command, timeline: Timeline): Needs => needs(command, worldOf(command, timeline));

/**
 * Decides a command on the state on its date, and judges what follows on every later date; or answers what must be
 * loaded first.
 * @throws {Rejection} by the rule's own code where it is broken on the date; `conflicts-with-later-change` where only later
 */
export function decideOn(command: Command, timeline: Timeline, setting: Setting): Judged | Asking {
  const world = worldOf(command, timeline);
  const events = decide(command, world, setting);
  const { data } = command;
  const accepted = "acceptUncovered" in data ? data.acceptUncovered : [];
  const judged = judge({ events, accepted, withdraw: data.withdraw ?? [] }, timeline);
  if (command.type !== "SealMember" || judged.kind === "asks" || events.length === 0) return judged;
  const released = releaseEmail(world, command.data.memberId).map((entry) => ({ ...entry, on: command.data.on }));
  return { ...judged, entries: [...judged.entries, ...released], timeline: released.reduce(enter, judged.timeline) };
}
