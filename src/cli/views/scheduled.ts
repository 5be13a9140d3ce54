import { commandInWords } from "../../app/scheduling/commandInWords.ts";
import type { SeenChange } from "../../app/scheduling/seenChange.ts";
import { table } from "../table.ts";
import type { NameOf } from "./events.ts";

const forgotten = "Whom it was about is forgotten.";

const orders = ({ commands }: SeenChange, nameOf: NameOf): string =>
  commands ? commands.map((each) => commandInWords(each, nameOf)).join("\n") : forgotten;

const failureOf = ({ failure }: SeenChange): string | null =>
  failure && `${failure.code}: ${failure.sentence ?? forgotten}`;

/** What is to come, one change a row; why one has failed stands beside it. */
export function scheduledTable(changes: readonly SeenChange[], nameOf: NameOf, colour: boolean): string {
  const anyFailed = changes.some(({ failure }) => failure !== null);
  return table(
    ["On", "State", "What", ...(anyFailed ? ["Why it failed"] : []), "By", "Change"],
    changes.map((each) => [
      ...[each.on, each.state, orders(each, nameOf)],
      ...(anyFailed ? [failureOf(each)] : []),
      ...[each.steps[0]?.by ?? null, each.changeId],
    ]),
    colour,
  );
}

/** One change, and what has become of it. */
export function scheduledText(change: SeenChange, nameOf: NameOf, colour: boolean): string {
  const failure = failureOf(change);
  const steps = table(
    ["Recorded", "What", "For", "By", "Reason"],
    change.steps.map(({ recordedAt, type, on, by, reason }) => [recordedAt, type, on, by, reason]),
    colour,
  );
  const fields = table(
    ["Field", "Value"],
    [
      ...[
        ["On", change.on],
        ["State", change.state],
        ["What", orders(change, nameOf)],
      ],
      ...(failure === null ? [] : [["Why it failed", failure]]),
      ...(change.eventIds.length === 0 ? [] : [["Events", change.eventIds.join("\n")]]),
      ["Change", change.changeId],
    ],
    colour,
  );
  return `${fields}\n\n${steps}`;
}
