import type { CommandHandler } from "../../app/commandHandler.ts";
import type { EventLog } from "../../app/ports/eventLog.ts";
import type { Tracing } from "../../app/ports/tracing.ts";
import { boundLog } from "../log/boundLog.ts";

/** A log whose appends are shown in the trace of what appends. */
export const tracedLog = (log: EventLog, tracing: Tracing | undefined): EventLog =>
  tracing === undefined ? log : { ...boundLog(log), append: (writes) => tracing.append(() => log.append(writes)) };

/** A handler whose commands are shown in the trace of who gives them. */
export const tracedCommands = (commands: CommandHandler, tracing: Tracing | undefined): CommandHandler =>
  tracing === undefined
    ? commands
    : {
        handle: (given, context) => {
          const { commandId, correlationId = commandId } = context;
          return tracing.command({ commandId, correlationId }, () => commands.handle(given, context));
        },
        plan: (given, context) => commands.plan(given, context),
      };
