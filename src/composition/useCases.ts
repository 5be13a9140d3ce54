import type { Container } from "inversify";
import { type CommandHandler, commandHandler } from "../app/commandHandler.ts";
import { commit } from "../app/guards/commit.ts";
import { withConfirmedKeys } from "../app/keys/keysInUse.ts";
import type { Elect } from "../app/scheduling/scheduler.ts";
import { sealedAnswers } from "../app/sealedAnswers.ts";
import { systemClock } from "../infra/clock.ts";
import { aesSealing } from "../infra/crypto/sealing.ts";
import { postgresAnswers } from "../infra/postgres/answers.ts";
import { postgresFileLocks } from "../infra/postgres/fileLocks.ts";
import { postgresProjections } from "../infra/postgres/projector/projections.ts";
import { tracedCommands } from "../infra/telemetry/traced.ts";
import { Tokens } from "./tokens.ts";

export function wireUseCases(container: Container): void {
  const { log, codec, read, guardKey: guard, guarded, identity, commands, projections, resources, projector } = Tokens;
  wireAnswers(container);
  container.bind(commands).toResolvedValue(
    (open, known, reader, key, intents, inUse, { timezone }, tracing, { keeper }) => {
      const handler = commandHandler({
        ...{ log: open, codec: known, read: reader, guardKey: key, clock: systemClock, timezone },
        commit: async (writes) => {
          await inUse.confirm();
          const committed = await commit(intents, writes, systemClock.now());
          keeper.soon();
          return committed;
        },
      });
      const { changes, holds, undo } = handler;
      return {
        ...withConfirmedKeys(tracedCommands(orders(handler), tracing), inUse),
        ...withConfirmedKeys({ undo }, inUse),
        changes: withConfirmedKeys(changes, inUse),
        holds: withConfirmedKeys(holds, inUse),
      };
    },
    [log, codec, read, guard, guarded, Tokens.keysInUse, identity, Tokens.tracing, Tokens.ledger],
  );
  wireScheduler(container);
  // Most reads find the tables up to date, and so need no keys.
  const known = () => container.getAsync(codec);
  container.bind(projections).toResolvedValue(
    (open, events, opened, tracing) =>
      opened.adopt(
        postgresProjections({
          ...{ pool: open, log: events, decode: async (stored) => (await known()).decode(stored) },
          ...(tracing && { applied: (...told) => tracing.projected(...told) }),
        }),
        (each) => each.close(),
      ),
    [projector, log, resources, Tokens.tracing],
  );
}

const orders = (handler: CommandHandler): CommandHandler => ({
  handle: (...asked) => handler.handle(...asked),
  plan: (...asked) => handler.plan(...asked),
});

function wireAnswers(container: Container): void {
  container
    .bind(Tokens.answers)
    .toResolvedValue(
      (open, known) => sealedAnswers(postgresAnswers(open), aesSealing, known),
      [Tokens.appender, Tokens.dataKeys],
    );
}

function wireScheduler(container: Container): void {
  container.bind(Tokens.electScheduler).toResolvedValue(
    (open, { logId }): Elect => {
      const locks = postgresFileLocks(open, "any machine");
      return (signal, work) => locks.asKeeper(`scheduler of ${logId}`, signal, work);
    },
    [Tokens.projector, Tokens.identity],
  );
}
