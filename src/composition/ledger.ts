import { join } from "node:path";
import type { Container } from "inversify";
import { LedgerKeeper } from "../app/ledger/keeper.ts";
import { systemClock } from "../infra/clock.ts";
import { signingKeyFile } from "../infra/crypto/signingKeyFile.ts";
import { headFile } from "../infra/files/headFile.ts";
import { postgresLedger } from "../infra/postgres/ledger/ledgerTable.ts";
import { Tokens } from "./tokens.ts";

export function wireLedger(container: Container): void {
  const { config, home, log, projector, resources, ledger, signingKeys, headSink } = Tokens;
  container
    .bind(signingKeys)
    .toResolvedValue(
      ({ path }) => signingKeyFile(join(path, "ledger-keys.json"), headsIn(path), systemClock.now),
      [home],
    );
  container.bind(ledger).toResolvedValue(
    (...[settings, { path }, events, pool, keys, sink, opened]) => {
      const parts = {
        ...{
          log: events,
          table: postgresLedger(pool),
          keys,
          file: headFile(headsIn(path)),
          sink,
          now: systemClock.now,
        },
        kind: settings.eventStoreUrl === undefined ? ("postgres" as const) : ("eventstore" as const),
      };
      return { ...parts, keeper: opened.adopt(new LedgerKeeper(parts), (keeper) => keeper.close()) };
    },
    [config, home, log, projector, signingKeys, headSink, resources],
  );
}

const headsIn = (home: string): string => join(home, "ledger-heads.jsonl");
