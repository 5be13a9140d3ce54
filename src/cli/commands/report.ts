import { type Command, Option } from "commander";
import { fileLines } from "../../app/figures/figureCsv.ts";
import type { FileAsked, ReportAsked } from "../../app/served/figureReads.ts";
import { reject } from "../../domain/kernel/rejection.ts";
import { type FigureName, figureNames, methodsOf } from "../../projections/figures/figures.ts";
import { stepNames } from "../../projections/figures/steps.ts";
import { dateOption, examples } from "../options.ts";
import { pointOptions } from "../point.ts";
import type { Answer, Session } from "../session.ts";

type ReportOptions = ReportAsked & FileAsked & { readonly csv?: boolean };

const about: Readonly<Record<FigureName, string>> = {
  headcount: "how many people there are, on average, at the beginning and at the end",
  composition: "who is there, by team, title or length of service",
  "joiners-leavers": "who joined and who left, by kind",
  turnover: "separations by headcount",
  attrition: "voluntary leavers, retirements and deaths by headcount",
  tenure: "days of service, mean and median",
  "span-of-control": "direct reports of a manager, on average, and layers",
  coverage: "days on which queues were uncovered or under their minimum, and when",
  assignments: "how many assignments each queue had, and who covered it when",
  workload: "tickets that came in, by who was there to do them",
  churn: "assignments that ended, by how many there were",
  "single-points-of-failure": "queues that one active person alone covers",
};

/** Figures that people ask for: docs/figures.md defines each. */
export function addReportCommands(program: Command, session: Session): void {
  const report = program.command("report").description("show figures of the team over time, and how they are computed");
  for (const name of figureNames) {
    const methods = methodsOf(name);
    const command = pointOptions(report.command(name))
      .description(`show ${about[name]}`)
      .addOption(dateOption("--from <date>", "the first day (default: that of the eleventh month before)"))
      .addOption(dateOption("--to <date>", "the last day (default: today)"))
      .addOption(new Option("--step <step>", "by what the period is parted").choices(stepNames).default("month"))
      .addOption(new Option("--method <method>", "how it is computed").choices(methods).default(methods[0]))
      .option("--team <team>", "of one team (default: the whole organisation)")
      .option("--restated", "with --known-at: also as it is known now, with the events that make the difference")
      .option("--csv", "as a CSV file")
      .addOption(new Option("--lines <lines>", "with --csv: what its lines are").choices(fileLines).default("rows"))
      .action(session.answering((options: ReportOptions) => reportOf(session, name, options)));
    examples(command, `report ${name}`, `report ${name} --from 2025-01-01 --to 2025-12-31 --step quarter --csv`);
  }
}

async function reportOf(
  session: Session,
  name: FigureName,
  { csv, restated, lines, ...asked }: ReportOptions,
): Promise<Answer> {
  if (csv && session.options.json)
    reject("invalid-value", "Say --csv or --json: an answer is one of them.", { field: "csv" });
  const { figureReads } = await import("../../app/served/figureReads.ts");
  const reads = figureReads(await session.reading(), session.caller().principal);
  if (csv) return { json: null, text: "", csv: await reads.csv(name, asked, { lines, restated }) };
  const { figureText, restatedText } = await import("../views/figures.ts");
  if (restated) {
    const told = await reads.restated(name, asked);
    return { json: told, text: restatedText(told, session.colour) };
  }
  const answer = await reads.figure(name, asked);
  return { json: answer, text: figureText(answer, session.colour) };
}
