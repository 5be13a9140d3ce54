import type { Container } from "inversify";
import type { Pool } from "pg";
import { eventCodec } from "../app/codec/eventCodec.ts";
import { settlePending } from "../app/guards/commit.ts";
import { openLog } from "../app/openLog.ts";
import type { EventLog } from "../app/ports/eventLog.ts";
import { encodeGuard } from "../app/guards/encodeGuard.ts";
import { streamReader } from "../app/streamReader.ts";
import type { Config } from "../config.ts";
import { systemClock } from "../infra/clock.ts";
import { aesSealing } from "../infra/crypto/sealing.ts";
import { postgresEventLog } from "../infra/postgres/eventLog.ts";
import type { Tracing } from "../app/ports/tracing.ts";
import { tracedLog } from "../infra/telemetry/traced.ts";
import { newTally, talliedLog } from "../infra/telemetry/talliedLog.ts";
import { Tokens } from "./tokens.ts";
import { dataKeysWith } from "./keys.ts";

export function wireLog(container: Container): void {
  const { config, resources, appender, keys, guardKey: guard, dataKeys, codec, log, guarded, read, identity } = Tokens;
  const tally = newTally();
  container.bind(Tokens.tally).toConstantValue(tally);
  container.bind(Tokens.tracing).toResolvedValue(openTracing, [config, resources]);
  container.bind(dataKeys).toResolvedValue(dataKeysWith, [keys, appender]);
  container.bind(codec).toResolvedValue((known) => eventCodec(aesSealing, known), [dataKeys]);
  container
    .bind(log)
    .toResolvedValue(
      async (settings, open, opened, tracing) =>
        opened.adopt(tracedLog(talliedLog(await openEventLog(settings, open), tally), tracing), (each) => each.close()),
      [config, appender, resources, Tokens.tracing],
    );
  container
    .bind(guarded)
    .toResolvedValue((open, known) => ({ log: open, encodeGuard: encodeGuard(known, systemClock) }), [log, codec]);
  container
    .bind(read)
    .toResolvedValue(
      (open, known, intents) => streamReader(open, known, (events) => settlePending(intents, events)),
      [log, codec, guarded],
    );
  container
    .bind(identity)
    .toResolvedValue(
      ({ timezone }, ...[open, known, reader, key]) =>
        openLog(
          { log: open, codec: known, read: reader, guardKey: key, clock: systemClock },
          timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
          timezone !== undefined,
        ),
      [config, log, codec, read, guard],
    );
}

/** Loaded by those alone who send traces. */
async function openTracing({ otlpEndpoint }: Config, opened: AsyncDisposableStack): Promise<Tracing | undefined> {
  if (otlpEndpoint === undefined) return undefined;
  const { otlpTracing } = await import("../infra/telemetry/tracing.ts");
  return opened.adopt(otlpTracing(otlpEndpoint), (each) => each.close());
}

/** The client of EventStoreDB is loaded by those alone who use it: it takes longer than most commands. */
async function openEventLog({ eventStoreUrl, log }: Config, pool: Pool): Promise<EventLog> {
  if (eventStoreUrl === undefined) return postgresEventLog(pool);
  const { eventStoreEventLog } = await import("../infra/eventstore/eventLog.ts");
  return eventStoreEventLog(eventStoreUrl, log);
}
