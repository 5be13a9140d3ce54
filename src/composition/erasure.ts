import { join } from "node:path";
import type { Container } from "inversify";
import { answerTraces } from "../app/erasure/keepers/answerTraces.ts";
import { copyTraces, fileTraces } from "../app/erasure/keepers/copyTraces.ts";
import { bundleTraces, changeTraces } from "../app/erasure/keepers/logTraces.ts";
import { actorTraces, parkedTraces, textTraces } from "../app/erasure/keepers/tableTraces.ts";
import { deriveId } from "../app/ids.ts";
import type { DestroyedKeys } from "../app/ports/keyDestruction.ts";
import { systemClock } from "../infra/clock.ts";
import { aesSealing } from "../infra/crypto/sealing.ts";
import { destroyedKeyFile } from "../infra/files/destroyedKeyFile.ts";
import { serverLogs } from "../infra/files/serverLogs.ts";
import { postgresBegunErasures, postgresKeyDestruction } from "../infra/postgres/erasure/keyDestruction.ts";
import { postgresKeptTraces } from "../infra/postgres/erasure/keptTraces.ts";
import { Tokens } from "./tokens.ts";

/** What forgets people: keys, lists of those destroyed, and where else something of them lies. */
export function wireErasure(container: Container, brought: DestroyedKeys | undefined): void {
  const { home, pool, log, read, codec, commands, dataKeys, files, homeFile, apiKeys, identity } = Tokens;
  container
    .bind(Tokens.destroyedKeys)
    .toResolvedValue(
      ({ path }) => [destroyedKeyFile(join(path, "destroyed-keys.jsonl")), ...(brought ? [brought] : [])],
      [home],
    );
  container.bind(Tokens.traces).toResolvedValue(
    (...[{ path }, open, known, reader, handler, onDisk, kept, keys]) => {
      const found = postgresKeptTraces(open);
      return [
        changeTraces(handler.changes, (changeId) => ({
          commandId: deriveId("erased", changeId),
          actor: { issuer: "muster", subject: "erasure" },
        })),
        answerTraces(found, aesSealing, known),
        copyTraces(onDisk, () => kept.read()),
        ...[parkedTraces(found), actorTraces(found, keys), textTraces(found), bundleTraces(reader)],
        fileTraces(serverLogs(path)),
      ];
    },
    [home, pool, dataKeys, read, commands, files, homeFile, apiKeys],
  );
  container.bind(Tokens.erasing).toResolvedValue(
    (...[open, reader, keepers, lists, handler, events, known, { timezone }, { retentionYears: years }]) => ({
      ...{ read: reader, keepers, lists, commands: handler, log: events, codec: known, now: systemClock.now },
      destruction: postgresKeyDestruction(open),
      begun: postgresBegunErasures(open),
      today: () => systemClock.today(timezone),
      years,
    }),
    [pool, read, Tokens.traces, Tokens.destroyedKeys, commands, log, codec, identity, Tokens.config],
  );
}
