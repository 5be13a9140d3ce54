import { Command } from "commander";
import { addApiKeyCommands } from "./commands/apiKeys.ts";
import { addAssignmentCommands } from "./commands/assignments.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addCallCommand } from "./commands/call.ts";
import { addExportCommand } from "./commands/export.ts";
import { addFileCommands } from "./commands/file.ts";
import { addHomeCommands } from "./commands/home.ts";
import { addErasing, addHoldCommands } from "./commands/forgetting.ts";
import { addLeavingCommands } from "./commands/leaving.ts";
import { addLedgerCommands } from "./commands/ledger.ts";
import { addLogCommand } from "./commands/log.ts";
import { addMcpCommand } from "./commands/mcp.ts";
import { addMemberCommands } from "./commands/members.ts";
import { addQueueCommands } from "./commands/queues.ts";
import { addQuickstartCommand } from "./commands/quickstart.ts";
import { addReportCommands } from "./commands/report.ts";
import { addRetentionCommands } from "./commands/retention.ts";
import { addRosterCommands } from "./commands/roster.ts";
import { addKeyCommands } from "./commands/rotateKeys.ts";
import { addScheduledCommands } from "./commands/scheduled.ts";
import { addStartCommand } from "./commands/start.ts";
import { addTableCommands } from "./commands/tables.ts";
import { addTeamCommands } from "./commands/team.ts";
import { addTicketCommands } from "./commands/tickets.ts";
import { addWhatIfCommand } from "./commands/whatIf.ts";
import { addUndoCommand } from "./commands/undo.ts";
import { version } from "../version.ts";
import type { GlobalOptions, Session } from "./session.ts";

/** What commander wants to be written; it does not wait for a slow reader, so that the caller does. */
export type Help = { out: string; err: string };

/** The command line: every command, each in its group's file. */
export function createProgram(session: Session, help: Help): Command {
  const program = new Command("muster")
    .description("Who is on a team, which queues they cover, who they report to, and how all of that came to be.")
    .option("--json", "answer with one JSON document")
    .option("--verbose", "say which home is used, and where an error comes from")
    .version(version(), "--version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => (help.out += text),
      writeErr: (text) => (help.err += text),
      // An error is told where all errors are.
      outputError: () => undefined,
    })
    .exitOverride()
    .hook("preAction", (root, command) => {
      session.options = root.opts<GlobalOptions>();
      session.called = { name: nameOf(command), asked: { ...command.opts(), of: command.args } };
    });
  addQuickstartCommand(program, session);
  addFileCommands(program, session);
  addExportCommand(program, session);
  addRosterCommands(program, session);
  const members = program.command("member").description("add, change and show members");
  for (const add of [addMemberCommands, addLeavingCommands, addErasing]) add(members, session);
  addQueueCommands(program, session);
  addAssignmentCommands(program, session);
  for (const add of [addUndoCommand, addScheduledCommands, addTeamCommands]) add(program, session);
  for (const add of [addTicketCommands, addReportCommands, addWhatIfCommand]) add(program, session);
  for (const add of [addCallCommand, addLogCommand]) add(program, session);
  addTableCommands(program, session);
  for (const add of [addLedgerCommands, addAuditCommands, addHoldCommands, addRetentionCommands]) add(program, session);
  addHomeCommands(program, session);
  for (const add of [addKeyCommands, addApiKeyCommands]) add(program, session);
  addStartCommand(program, session);
  addMcpCommand(program, session);
  return program;
}

/** Such as `muster member show`. */
const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
