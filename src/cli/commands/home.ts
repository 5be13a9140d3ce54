import type { Command } from "commander";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Session } from "../session.ts";
import { diagnose } from "../doctor.ts";
import { diagnosisText } from "../views/doctor.ts";

/** What is used here, what is wrong with it, and how to reach the database. */
export function addHomeCommands(program: Command, session: Session): void {
  const doctor = program
    .command("doctor")
    .description("tell which home, file and database are in use, which process projects, and what is wrong")
    .action(
      session.answering(async () => {
        const { diagnosis, exitCode } = await diagnose(session);
        return { json: diagnosis, text: diagnosisText(diagnosis, session.colour), exitCode };
      }),
    );
  examples(doctor, "doctor", "doctor --json");

  const database = program.command("db").description("reach the database");
  const url = database
    .command("url")
    .description("print the database's address, with its password; a report or psql takes it")
    .action(
      session.answering(async () => {
        const { databaseUrl, embedded } = (await session.muster()).whereabouts;
        if (embedded && session.terminal.watched.err)
          await session.terminal.err(
            "Muster's own Postgres stays up while a Muster process uses it: keep muster start running beside.\n",
          );
        return { json: { url: databaseUrl, embedded }, text: plain`${databaseUrl}` };
      }),
    );
  examples(url, "db url", "db url --json");
}
