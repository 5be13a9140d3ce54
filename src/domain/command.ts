import type { MemberCommand } from "./member/messages.ts";
import type { QueueCommand } from "./queue/messages.ts";

/** Everything that can be ordered: plain data that can be sent, stored and repeated. */
export type Command = MemberCommand | QueueCommand;
