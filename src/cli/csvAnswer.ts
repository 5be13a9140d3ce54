import type { CsvExports } from "../app/csv/exportCsv.ts";
import type { Muster } from "../app/muster.ts";
import { reject } from "../domain/kernel/rejection.ts";
import type { Answer, Session } from "./session.ts";

/** An answer as comma-separated values, in place of a table. */
export async function csvAnswer(
  session: Session,
  ask: (exports: CsvExports) => Promise<string>,
  muster: () => Promise<Muster> = () => session.reading(),
): Promise<Answer> {
  if (session.options.json) reject("invalid-value", "Say --csv or --json: an answer is one of them.", { field: "csv" });
  const { csvExports } = await import("../app/csv/exportCsv.ts");
  const csv = await ask(csvExports(await muster(), session.caller().principal));
  return { json: null, text: "", csv };
}
