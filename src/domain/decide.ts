import type { Command } from "./command.ts";
import type { Decision } from "./event.ts";
import { decideMember } from "./member/decider.ts";
import type { MemberCommand } from "./member/messages.ts";
import { decideQueue } from "./queue/decider.ts";
import type { QueueCommand } from "./queue/messages.ts";
import type { Setting } from "./setting.ts";
import type { World } from "./world.ts";

export type { Command, Setting };

/**
 * The events that follow from a command on the world as it is on the command's date; none where it is already
 * satisfied. Whether they hold on every later date too is judged by `decideOn`.
 * @throws {Rejection} where a rule says no
 */
export const decide = (command: Command, world: World, setting: Setting): Decision =>
  "memberId" in command.data
    ? decideMember(command as MemberCommand, world, setting)
    : decideQueue(command as QueueCommand, world, setting);
