import { join } from "node:path";
import type { Container } from "inversify";
import type { Pool } from "pg";
import { eventCodec } from "../app/codec/eventCodec.ts";
import { openedLog, refuseOtherKey } from "../app/openLog.ts";
import type { DataKeys } from "../app/ports/dataKeys.ts";
import { keysInUse } from "../app/keys/keysInUse.ts";
import { type Keys, type KeySource, RotationUnfinished } from "../app/ports/keySource.ts";
import type { Config } from "../config.ts";
import { systemClock } from "../infra/clock.ts";
import { guardKey } from "../infra/crypto/guardKey.ts";
import { keyEnvironment } from "../infra/crypto/keyEnvironment.ts";
import { keyFile } from "../infra/crypto/keyFile.ts";
import { makeKeys, parseKeyText } from "../infra/crypto/keyText.ts";
import { keyWrapping } from "../infra/crypto/keyWrapping.ts";
import { aesSealing } from "../infra/crypto/sealing.ts";
import type { Home } from "../infra/home.ts";
import { postgresDataKeys } from "../infra/postgres/dataKeys.ts";
import { postgresLogUse } from "../infra/postgres/logUse.ts";
import { postgresWrappedKeys } from "../infra/postgres/wrappedKeys.ts";
import { Tokens } from "./tokens.ts";

export function keySourceOf({ keys, keyFile: file }: Config, { path }: Home): KeySource {
  const given = keys === undefined ? undefined : parseKeyText(keys);
  return given ? keyEnvironment(given, join(path, "rotated-keys.json")) : keyFile(file ?? join(path, "keys.json"));
}

export const dataKeysWith = ({ wrappingKey }: Keys, pool: Pool): DataKeys =>
  postgresDataKeys(pool, keyWrapping(wrappingKey));

export function wireKeys(container: Container): void {
  const { pool, resources, keySource, logUse, keys, guardKey: guard, read, log, rotation } = Tokens;
  container
    .bind(logUse)
    .toResolvedValue((open, opened) => opened.adopt(postgresLogUse(open), (use) => use.close()), [pool, resources]);
  container.bind(keys).toResolvedValue(
    async (source, use) => {
      await use.share();
      const { present, next } = await source.read();
      if (next) throw new RotationUnfinished(source.place);
      return present;
    },
    [keySource, logUse],
  );
  container.bind(guard).toResolvedValue((known) => guardKey(known.guardKey), [keys]);
  container.bind(Tokens.keysInUse).toResolvedValue(
    (use, reader, key) =>
      keysInUse(use, async () => {
        const opened = await openedLog(reader);
        if (opened) refuseOtherKey(opened, key);
      }),
    [logUse, read, guard],
  );
  container.bind(rotation).toResolvedValue(
    (open, events, source, use) => ({
      ...{ log: events, source, use, clock: systemClock, makeKeys },
      wrapped: postgresWrappedKeys(open),
      keyed: (known) => ({
        codec: eventCodec(aesSealing, dataKeysWith(known, open)),
        guardKey: guardKey(known.guardKey),
      }),
    }),
    [pool, log, keySource, logUse],
  );
}
