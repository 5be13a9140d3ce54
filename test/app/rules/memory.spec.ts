import { memoryEventLog } from "../../../src/infra/memory/eventLog.ts";
import { rulesContract } from "./rules.contract.ts";

for (const atomic of [true, false])
  rulesContract(
    {
      name: atomic ? "a log in memory" : "a log in memory that knows one stream at a time",
      dense: true,
      open: () => {
        const log = memoryEventLog({ atomic });
        return Promise.resolve({ log, reopen: () => Promise.resolve(log), close: () => log.close() });
      },
    },
    { races: 20 },
  );
