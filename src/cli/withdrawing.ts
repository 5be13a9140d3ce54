import { Rejection } from "../domain/kernel/rejection.ts";

/** What to type, where a change is refused for later ones that can be taken back with it: the call itself, and their ids. */
export function withdrawing(error: unknown, argv: readonly string[]): string | undefined {
  if (!(error instanceof Rejection) || error.code !== "conflicts-with-later-change") return undefined;
  const offered = error.details["withdraw"];
  if (!Array.isArray(offered) || !argv.some((word) => word === "undo" || changing.has(word))) return undefined;
  const [before, given] = apart(argv);
  const ids = [...new Set([...given, ...offered.map(String)])];
  return `To take that back with it: muster ${[...before.map(quoted), "--withdraw", ...ids].join(" ")}`;
}

/** The commands that take `--withdraw`, by the last word of their names. */
const changing: ReadonlySet<string> = new Set([
  ...["add", "update", "deactivate", "reactivate", "rehire", "void", "assign", "retype", "unassign"],
  ...["open", "rename", "require", "close"],
]);

/** What was given to be withdrawn already, and the rest. */
function apart(argv: readonly string[]): readonly [rest: readonly string[], given: readonly string[]] {
  const at = argv.indexOf("--withdraw");
  if (at < 0) return [argv, []];
  const end = argv.findIndex((word, index) => index > at && word.startsWith("-"));
  const given = argv.slice(at + 1, end < 0 ? undefined : end);
  return [[...argv.slice(0, at), ...(end < 0 ? [] : argv.slice(end))], given];
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
