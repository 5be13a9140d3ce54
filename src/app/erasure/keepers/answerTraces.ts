import type { DataKeys } from "../../ports/dataKeys.ts";
import type { KeptTraces } from "../../ports/keptTraces.ts";
import type { Sealing } from "../../ports/sealing.ts";
import { openAnswers } from "../../sealedAnswers.ts";
import { mentions, type Person } from "../person.ts";
import type { TraceKeeper } from "../traces.ts";

/**
 * Answers to requests that may be repeated: a refusal may name people. Without its answer a request that is repeated is
 * given anew, and what it recorded is found by its command.
 */
export function answerTraces(kept: KeptTraces, sealing: Sealing, dataKeys: DataKeys): TraceKeeper {
  const about = async (person: Person): Promise<readonly string[]> => {
    const isAbout = mentions(person);
    const opened = await openAnswers(await kept.answers(), sealing, dataKeys);
    return opened.filter(({ answer }) => isAbout(answer)).map(({ keyId }) => keyId);
  };
  return {
    async find(person) {
      const count = (await about(person)).length;
      return count === 0 ? [] : [{ what: "answers to requests", where: "muster.idempotency", count, fate: "removed" }];
    },
    async remove(person) {
      const keyIds = await about(person);
      if (keyIds.length > 0) await kept.dropAnswers(keyIds);
    },
  };
}
