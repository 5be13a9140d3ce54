import { type Health, healthOf } from "./app/health/health.ts";
import { keptFile } from "./app/health/keptFile.ts";
import { ledgerState } from "./app/health/ledgerState.ts";
import { lagAfter } from "./app/health/lag.ts";
import type { Position } from "./app/ports/eventLog.ts";
import type { Muster } from "./app/muster.ts";
import { Tokens } from "./composition/tokens.ts";
import type { Parts } from "./composition/parts.ts";
import { systemClock } from "./infra/clock.ts";
import { confirmedRoles } from "./infra/postgres/roles.ts";

/** How Muster is, for whoever watches over it. */
export const healthUseCases = (
  parts: Parts,
): Pick<Muster, "status" | "databaseRoles" | "health" | "tracing" | "tally"> => ({
  status: () => status(parts),
  databaseRoles: () => databaseRoles(parts),
  health: () => look(parts),
  tally: parts.get(Tokens.tally),
  tracing: () => parts.getAsync(Tokens.tracing),
});

function look(parts: Parts): Promise<Health> {
  const pulse = parts.get(Tokens.pulse);
  const attended =
    <Given extends readonly unknown[], T>(work: (...given: Given) => Promise<T>) =>
    (...given: Given) =>
      pulse.during(() => work(...given));
  return healthOf({
    head: attended(async () => (await parts.getAsync(Tokens.log)).head()),
    tables: attended(async () => {
      const [readModel, projections] = [
        await parts.getAsync(Tokens.readModel),
        await parts.getAsync(Tokens.projections),
      ];
      const [rolledBack, standing] = await Promise.all([readModel.isRolledBack(), projections.status()]);
      return { ...standing, rolledBack };
    }),
    parked: attended(async () => (await parts.getAsync(Tokens.projections)).parked()),
    lagAfter: attended(async (position: Position) => {
      const dense = parts.get(Tokens.config).eventStoreUrl === undefined;
      return lagAfter(await parts.getAsync(Tokens.log), position, { dense, now: systemClock.now() });
    }),
    file: async () => {
      const path = await parts.get(Tokens.homeFile).read();
      return path === undefined ? undefined : keptFile(parts.get(Tokens.files), path);
    },
    ledger: attended(async () => ledgerState(await parts.getAsync(Tokens.ledger))),
    now: systemClock.now,
  });
}

async function databaseRoles(parts: Parts): ReturnType<Muster["databaseRoles"]> {
  const { roles, appender, projector, reader } = Tokens;
  return confirmedRoles(await parts.getAsync(roles), {
    appender: await parts.getAsync(appender),
    projector: await parts.getAsync(projector),
    reader: await parts.getAsync(reader),
  });
}

async function status(parts: Parts): ReturnType<Muster["status"]> {
  const rolledBack = await (await parts.getAsync(Tokens.readModel)).isRolledBack();
  const projections = await parts.getAsync(Tokens.projections);
  const [{ position, worker }, parked, log] = await Promise.all([
    projections.status(),
    projections.parked(),
    (await parts.getAsync(Tokens.log)).head(),
  ]);
  return { tables: position, log, worker, parked, rolledBack };
}
