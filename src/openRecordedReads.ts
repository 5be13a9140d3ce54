import type { Muster } from "./app/muster.ts";
import { readsFinder } from "./app/reads/findReads.ts";
import { readRecord } from "./app/reads/readRecord.ts";
import { recordedReads, unrecorded } from "./app/reads/recordedReads.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";

/** Who has read whose data: recorded where the setting says so, and told. */
export function recordedReadUseCases(parts: Parts): Pick<Muster, "reads"> {
  const recorded = parts.get(Tokens.config).recordReads;
  const reading = async () => ({
    ...{ log: await parts.getAsync(Tokens.log), codec: await parts.getAsync(Tokens.codec), clock: systemClock },
    timezone: (await parts.getAsync(Tokens.identity)).timezone,
  });
  let record: ReturnType<typeof readRecord> | undefined;
  return {
    reads: {
      recorded,
      record: recorded
        ? recordedReads((read) =>
            parts.get(Tokens.pulse).during(async () => {
              record ??= readRecord(await reading());
              await record(read);
              (await parts.getAsync(Tokens.ledger)).keeper.soon();
            }),
          )
        : unrecorded,
      find: async (...asked) => readsFinder(await reading())(...asked),
    },
  };
}
