import { many } from "../many.ts";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type PointAsked, refusePoint } from "../../app/asOf.ts";
import { writeNewFile } from "../newFile.ts";
import { examples } from "../options.ts";
import { noPointOptions } from "../point.ts";
import { jsonText, plain } from "../printable.ts";
import type { Session } from "../session.ts";

type ExportOptions = PointAsked & { readonly team?: string; readonly force?: boolean };

/** A team as its file has it. */
export function addExportCommand(program: Command, session: Session): void {
  const command = program
    .command("export [path]")
    .description("write a team as its preferences file has it, as JSON, to standard output or a file")
    .option("--team <team>", "which team (default: the one of the file that is kept, or the only one)")
    .option("--force", "overwrite the file")
    .action(async (path: string | undefined, { team, force = false, ...asked }: ExportOptions) => {
      refusePoint(asked, "Preferences files");
      const content = await (await session.reading()).exportTeam(team);
      await session.recordRead(content);
      const text = `${jsonText(content, 2)}\n`;
      if (path === undefined) return session.terminal.out(text);
      const target = resolve(session.terminal.cwd, path);
      await writeNewFile(target, text, force);
      const { team: name, members } = content.my_team;
      const told = { path: target, team: name, members: members.length };
      return session.terminal.out(
        session.options.json
          ? `${jsonText(told, 2)}\n`
          : plain`${target} holds ${name} with ${many(members.length, "member")}.\n`,
      );
    });
  noPointOptions(command);
  examples(command, "export", "export engineering.json --team engineering", "export engineering.json --force");
}
