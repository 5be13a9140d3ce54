import type { Command } from "commander";
import type { Muster } from "../../app/muster.ts";
import type { KeyRotation } from "../../app/rotateKeys.ts";
import { examples } from "../options.ts";
import { plain } from "../printable.ts";
import type { Problem, Session } from "../session.ts";

/** The keys that no database holds. */
export function addKeyCommands(program: Command, session: Session): void {
  const keys = program.command("keys").description("the keys that no database holds");
  const rotate = keys
    .command("rotate")
    .description("give the log a new guard key and a new wrapping key; run again, it finishes what was interrupted")
    .action(
      session.answering(async () => {
        const muster = await session.muster();
        const report = await muster.rotateKeys(session.context().actor);
        return { json: report, text: rotationText(report), problem: await unsettled(muster, report) };
      }),
    );
  examples(rotate, "keys rotate", "keys rotate --json");
}

/** The keys are rotated: that tables or file lag is no more than a warning. */
async function unsettled(muster: Muster, { keys, position }: KeyRotation): Promise<Problem | undefined> {
  // With the old keys in its environment this process is shut out, as every other one is.
  if (!keys.inUse || (await muster.status()).rolledBack) return undefined;
  const behind = (why: string): Problem => ({
    code: "behind",
    message: `The keys are rotated, but tables or file could not follow: ${why}`,
  });
  try {
    const { fileProblem } = await muster.settle(position);
    return fileProblem === undefined ? undefined : behind(fileProblem);
  } catch (error) {
    const { failureOf } = await import("../failure.ts");
    return behind(failureOf(error).message);
  }
}

function rotationText({ keyFingerprint, claims, dataKeys, resumed, keys }: KeyRotation): string {
  const finished = resumed ? " What an earlier rotation had begun is finished." : "";
  const where = keys.inUse
    ? plain`They are in the key file ${keys.path}. Copy it to every other machine of this log`
    : plain`Their text is in ${keys.path}. Put it into MUSTER_KEYS on every machine of this log, then remove the file`;
  return [
    `The log has new keys (${keyFingerprint}).${finished}`,
    `Addresses and names of queues claimed anew: ${claims}. Data keys wrapped anew: ${dataKeys}.`,
    `${where}: the old keys are refused from now on.`,
    "Back the new keys up now, apart from the database. Keep the old ones for as long as you keep backups from before.",
  ].join("\n");
}
